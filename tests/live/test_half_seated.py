"""A console whose connections break, or whose member changes, is never left half-way."""

import asyncio
from uuid import UUID

import pytest
from django.utils.timezone import now

from agents.actions import assign_brand, drop_expired_consoles
from agents.models import Agent, ConsoleLease
from conversations.consumers import live as shared
from conversations.consumers.console import ConsoleSocket
from conversations.log import HeadRow
from tenants.models import Role
from tenants.realtime import brand_topic
from tests.factories import Office, make_access, make_agent, open_office, say
from tests.live.inside import IN_ANY_CASE, End, break_link, breaking, process, seated

NO_HEAD = HeadRow(0, 0, None, 0)


@pytest.fixture
def office(committed_db) -> Office:
    return open_office("Half-seated")


def test_who_leaves_before_a_hello_leaves_nothing_behind(committed_db):
    async def run() -> None:
        async with process() as live:
            await End(ConsoleSocket, live).leave()

    asyncio.run(run())


def test_who_leaves_while_the_database_is_away_leaves(office: Office):
    async def run() -> None:
        async with seated(office, Role.AGENT) as (_, one), breaking("agents_consolelease"):
            await one.leave()

    asyncio.run(run())


def test_a_look_at_new_brands_that_failed_is_repeated(office: Office):
    second = office.brands[1]

    def give_second_brand() -> None:
        with office.scope():
            assign_brand(office.agent, brand=second, alias="Anna")

    async def run() -> None:
        async with seated(office, Role.AGENT) as (live, one):
            await live.in_thread(give_second_brand)
            async with breaking("tenants_brand"):
                one.socket.beat_soon(0)
                await one.expect("hb", degraded=True)
            one.socket.beat_soon(0)
            await one.expect("feed", limited=True)

            live.hub.publish(brand_topic(office.agency.pk, second.pk), b'{"t":"feed","items":[2]}')
            await one.expect("feed", items=[2])

    asyncio.run(run())


def test_who_becomes_an_agent_at_their_console_is_there_for_chats(office: Office):
    supervisor = office.members[Role.SUPERVISOR]

    def become_agent() -> Agent:
        with office.scope():
            return make_agent(supervisor, office.brand)

    def is_connected(agent: Agent) -> bool:
        with office.scope():
            return ConsoleLease.objects.filter(agent=agent, is_open=True).exists()

    async def run() -> None:
        async with seated(office, Role.SUPERVISOR) as (live, one):
            agent = await live.in_thread(become_agent)
            one.socket.beat_soon(0)
            await one.expect("hb")

            assert await live.in_thread(is_connected, agent)
            lease = one.socket.lease()
            assert lease is not None

    asyncio.run(run())


def test_a_watch_that_could_not_begin_begins_when_it_is_asked_for_again(office: Office):
    conv: UUID = say(office.brand, make_access(office.brand)).uuid

    async def run() -> None:
        async with seated(office, Role.SUPERVISOR) as (live, one):
            await break_link(live.log._heads, NO_HEAD)
            await one.expect("refused", id=one.do("watch", conv), code="unavailable")
            await one.expect("done", id=one.do("watch", conv))

            await one.expect("event", conv=str(conv), kind="watched")

    asyncio.run(run())


def test_a_console_that_ran_out_while_the_database_was_away_is_opened_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shared, "RENEW_SECONDS", 0.1)

    def run_out() -> None:
        with office.scope():
            ConsoleLease.objects.update(expires_at=now())
            drop_expired_consoles()

    def is_there() -> bool:
        with office.scope():
            return Agent.objects.connected().filter(pk=office.agent.pk).exists()

    async def run() -> None:
        async with seated(office, Role.AGENT, has_background=True) as (live, _):
            assert await live.in_thread(is_there)
            await live.in_thread(run_out)

            async with asyncio.timeout(IN_ANY_CASE):
                while not await live.in_thread(is_there):
                    await asyncio.sleep(0.1)

    asyncio.run(run())
