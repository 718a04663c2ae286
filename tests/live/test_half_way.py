"""A connection breaks in the middle of something: no socket is left half-way."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from conversations.consumers import socket
from conversations.consumers.frames import Hello, Send, visitor_decoder
from conversations.consumers.live import Live
from conversations.consumers.socket import Socket
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


class Clumsy(Socket):
    """It stumbles over every message, and over its heartbeat."""

    decoder = visitor_decoder

    async def hello(self, hello: Hello) -> None:
        self.table[Send] = self._stumble
        self.tell({"t": "welcome"})

    def _stumble(self, frame: Send) -> None:
        raise ZeroDivisionError

    async def beat(self) -> dict[str, Any]:
        raise ZeroDivisionError


def test_a_mistake_of_ours_costs_a_frame_and_not_the_socket():
    async def run() -> None:
        async with process() as live:
            one = End(Clumsy, live)
            one.send("hello")
            await one.expect("welcome")
            one.say("Hello")
            await one.expect("error", code="error")
            one.send("nonsense")
            await one.expect("error", code="unknown_frame")
            await one.leave()

    asyncio.run(run())


def test_a_heartbeat_that_went_wrong_is_not_the_last(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(socket, "DEGRADED_BEAT_SECONDS", 0)

    async def run() -> None:
        async with process() as live:
            one = End(Clumsy, live)
            one.send("hello")
            await one.expect("welcome")
            one.socket.beat_soon(0)
            await one.expect("hb", n=2, degraded=True)
            await one.leave()

    asyncio.run(run())
