"""Who takes over watches no more, whichever way they take over."""

import asyncio

import pytest
from django.test import Client

from conversations.models import Conversation, Event, Watch
from tenants.models import Role
from tests.factories import Office, make_access, make_agent, make_available, open_office, say
from tests.live.inside import End, seated


@pytest.fixture
def office(committed_db) -> Office:
    office = open_office("Taken")
    make_available(office.agent)
    with office.scope():
        make_agent(office.members[Role.SUPERVISOR], office.brand)
    return office


@pytest.fixture
def chat(office: Office) -> Conversation:
    return say(office.brand, make_access(office.brand))


def taken_over_rest(office: Office, chat: Conversation) -> int:
    client = Client()
    client.force_login(office.members[Role.SUPERVISOR].user)
    return client.post(f"/api/v1/conversations/{chat.uuid}/take_over").status_code


def last_kinds(office: Office, chat: Conversation) -> list[str]:
    with office.scope():
        assert not Watch.objects.exists()
        events = Event.objects.filter(conversation=chat).order_by("seq")
        return [event.kind for event in events][-3:]


async def watch(one: End, chat: Conversation) -> None:
    await one.expect("done", id=one.do("watch", chat.uuid))


def test_a_take_over_over_rest_ends_the_watch(office: Office, chat: Conversation):
    async def run() -> None:
        async with seated(office, Role.SUPERVISOR) as (live, one):
            await watch(one, chat)
            assert await live.in_thread(taken_over_rest, office, chat) == 200

            kinds = await live.in_thread(last_kinds, office, chat)
            assert kinds == ["watched", "watched", "transferred"]
            again = one.do("watch", chat.uuid)
            await one.expect("refused", id=again, code="not_available")

    asyncio.run(run())


def test_a_take_over_on_one_socket_ends_the_watch_of_another(office: Office, chat: Conversation):
    async def run() -> None:
        async with (
            seated(office, Role.SUPERVISOR) as (live, one),
            seated(office, Role.SUPERVISOR) as (_, other),
        ):
            await watch(one, chat)
            await watch(other, chat)
            await other.expect("done", id=other.do("take_over", chat.uuid))
            one.socket.beat_soon(0)
            await one.expect("hb")

            kinds = await live.in_thread(last_kinds, office, chat)
            assert kinds == ["watched", "watched", "transferred"]

    asyncio.run(run())
