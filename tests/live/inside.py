"""Sockets of this process, so that a test can break one of their connections and no other."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from django.test import Client
from psycopg import AsyncConnection
from psycopg.sql import SQL, Identifier

from conversations.consumers.console import ConsoleSocket
from conversations.consumers.live import Live
from conversations.consumers.socket import Socket
from conversations.grouped import Grouped
from tenants.models import Membership, Role
from tenants.tickets import issue_ticket
from tests.factories import Office
from tests.live.clients import Frame

# Seconds for what comes by itself, less than most heartbeats; and for what comes in any case.
PATIENCE, IN_ANY_CASE = 8, 60


@asynccontextmanager
async def process(*, has_background: bool = False) -> AsyncIterator[Live]:
    """What sockets share, with or without what happens in the background."""
    live, on_sigterm = Live(), signal.getsignal(signal.SIGTERM)
    await (live._start() if has_background else live.hub.start())
    try:
        yield live
    finally:
        signal.signal(signal.SIGTERM, on_sigterm)
        live.hub.stop()
        for task in live._tasks:
            task.cancel()
        for grouped in vars(live.log).values():
            for link in filter(None, grouped._idle):
                await link.close()
        live._threads.shutdown()


@asynccontextmanager
async def locked(table: str) -> AsyncIterator[None]:
    """Whoever reads the table waits."""
    address = os.environ["DATABASE_OWNER_URL"]
    async with await AsyncConnection.connect(address) as owner:
        await owner.execute(SQL("LOCK TABLE {}").format(Identifier(table)))
        yield


@asynccontextmanager
async def breaking(table: str) -> AsyncIterator[None]:
    """Whoever reads the table loses their connection."""
    address = os.environ["DATABASE_URL"]
    async with locked(table), await AsyncConnection.connect(address, autocommit=True) as link:
        breaker = asyncio.create_task(_break_who_waits(link))
        try:
            yield
        finally:
            breaker.cancel()


async def _break_who_waits(link: AsyncConnection) -> None:
    while True:
        await link.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = current_user AND wait_event_type = 'Lock'"
        )
        await asyncio.sleep(0.05)


async def break_link(grouped: Grouped, row: Any) -> None:
    """The next call fails, and the one after it connects anew. ``row`` opens the connection."""
    await grouped.ask(row)
    link = grouped._idle[-1]
    assert link is not None
    await link.close()


class End:
    """The client's end of a socket, and what came out of it."""

    def __init__(self, kind: type[Socket], live: Live) -> None:
        self.frames: list[Frame] = []
        self.code: int | None = None
        self._in: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._came = asyncio.Event()
        self.socket = kind(live, self._in.get, self._take)
        self._running = asyncio.create_task(self.socket.run())

    def send(self, frame_type: str, **fields: Any) -> None:
        text = json.dumps({"t": frame_type, **fields}, default=str)
        self._in.put_nowait({"type": "websocket.receive", "text": text})

    def do(self, action: str, conv: UUID) -> str:
        """The id that the answer comes with."""
        number = str(uuid4())
        self.send("do", id=number, action=action, conv=conv)
        return number

    def say(self, body: str, **fields: Any) -> None:
        self.send("send", client_id=uuid4(), body=body, **fields)

    async def leave(self) -> None:
        """Answers when the socket has seen to everything. Raises what it stumbles over."""
        self._in.put_nowait({"type": "websocket.disconnect"})
        await asyncio.wait_for(self._running, IN_ANY_CASE)

    async def expect(self, frame_type: str, **fields: Any) -> Frame:
        wanted = {"t": frame_type, **fields}
        async with asyncio.timeout(PATIENCE):
            while True:
                for frame in self.frames:
                    if frame.items() >= wanted.items():
                        return frame
                await self._more()

    async def expect_close(self) -> int:
        async with asyncio.timeout(PATIENCE):
            while self.code is None:
                await self._more()
        return self.code

    def types(self) -> list[str]:
        return [frame["t"] for frame in self.frames]

    async def _more(self) -> None:
        self._came.clear()
        await self._came.wait()

    async def _take(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.close":
            self.code = message["code"]
        else:
            decoded = json.loads(message["text"])
            self.frames += decoded if isinstance(decoded, list) else [decoded]
        self._came.set()


@asynccontextmanager
async def seated(
    office: Office, role: Role, *, has_background: bool = False
) -> AsyncIterator[tuple[Live, End]]:
    """A console with a member of that role."""
    async with process(has_background=has_background) as live:
        one = End(ConsoleSocket, live)
        ticket = await live.in_thread(ticket_for, office, office.members[role])
        one.send("hello", ticket=ticket)
        await one.expect("welcome")
        yield live, one
        await one.leave()


def ticket_for(office: Office, member: Membership) -> str:
    client = Client()
    client.force_login(member.user)
    with office.scope():
        return issue_ticket(member, client.session)
