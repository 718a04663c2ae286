"""A connection breaks in the middle of something: no socket is left half-way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from conversations.consumers.live import Live
from conversations.consumers.visitor import VisitorSocket
from conversations.log import HeadRow, KnownRow
from conversations.tokens import Access, sign_access
from tests.factories import Office, make_access, open_office, say
from tests.live.inside import End, break_link, process

NO_HEAD = HeadRow(0, 0, None, 0)
UNAVAILABLE = 1013


@pytest.fixture
def office(committed_db) -> Office:
    return open_office("Half-way")


@asynccontextmanager
async def at_the_door(access: Access) -> AsyncIterator[tuple[Live, End]]:
    """A visitor who is welcome and has written nothing."""
    async with process() as live:
        one = End(VisitorSocket, live)
        one.send("hello", token=sign_access(access))
        await one.expect("welcome")
        yield live, one
        await one.leave()


def test_a_begun_chat_that_cannot_be_joined_closes_the_socket(office: Office):
    async def run() -> None:
        async with at_the_door(make_access(office.brand)) as (live, one):
            await break_link(live.log._heads, NO_HEAD)
            one.say("Hello")

            assert await one.expect_close() == UNAVAILABLE
            assert "ack" in one.types()
            assert "nack" not in one.types()

    asyncio.run(run())


def test_a_begun_chat_that_cannot_be_looked_up_is_found_by_a_heartbeat(office: Office):
    access = make_access(office.brand)
    stranger = KnownRow(0, 0, access.visitor, access.session)

    async def run() -> None:
        async with at_the_door(access) as (live, one):
            await break_link(live.log._visitors, stranger)
            one.say("Hello")
            await one.expect("ack")
            one.socket.beat_soon(0)

            await one.expect("event", seq=2)
            assert "nack" not in one.types()

    asyncio.run(run())


def test_a_chat_begun_elsewhere_that_cannot_be_joined_closes_the_socket(office: Office):
    access = make_access(office.brand)

    async def run() -> None:
        async with at_the_door(access) as (live, one):
            await live.in_thread(say, office.brand, access)
            await break_link(live.log._heads, NO_HEAD)
            one.socket.beat_soon(0)

            assert await one.expect_close() == UNAVAILABLE

    asyncio.run(run())
