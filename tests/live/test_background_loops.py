"""What a process does for all its sockets outlives whatever goes wrong once."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from channels.layers import get_channel_layer

from agents.models import ConsoleLease
from conversations.consumers import live as shared
from conversations.consumers.live import DB_THREADS, Lease, Live
from tenants.realtime import CONTROL_GROUP
from tests.factories import Office, make_available, open_office
from tests.live.inside import locked, process

PATIENCE = 60
# Whoever waits for a lock gives up after 10.
LOCKED_SECONDS = 8
NO_AGENCY = 2**70  # PostgreSQL knows no such number.


@pytest.fixture
def office(committed_db) -> Office:
    return open_office("Background")


class Seated:
    """A socket as far as its process asks something of it."""

    def __init__(self, agency_id: int, lease: UUID) -> None:
        self._lease = Lease(agency_id, lease)
        self.heard: list[int] = []

    def lease(self) -> Lease:
        return self._lease

    def on_control(self, about: str, row_id: int) -> None:
        self.heard.append(row_id)

    def on_lease_lost(self) -> None:
        raise NotImplementedError

    def beat_soon(self, seconds: float) -> None:
        """The hub has come."""

    def push(self, frame: bytes) -> None:
        raise NotImplementedError

    async def close(self, code: int) -> None:
        raise NotImplementedError


@pytest.fixture
def seated(office: Office, monkeypatch: pytest.MonkeyPatch) -> Seated:
    monkeypatch.setattr(shared, "RENEW_SECONDS", 0.1)
    (lease,) = make_available(office.agent)
    return Seated(office.agency.pk, lease)


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await is_so():
            await asyncio.sleep(0.1)


async def renewed(live: Live, office: Office) -> None:
    """Answers when the console is renewed once more."""

    def read() -> datetime:
        with office.scope():
            return ConsoleLease.objects.get().expires_at

    before = await asyncio.to_thread(read)

    async def is_later() -> bool:
        return await asyncio.to_thread(read) > before

    await until(is_later)


@asynccontextmanager
async def at_work(*sockets: Seated) -> AsyncIterator[Live]:
    async with process(has_background=True) as live:
        live.sockets |= {*sockets}
        yield live


def test_a_console_that_cannot_be_renewed_keeps_no_other_from_it(office: Office, seated: Seated):
    async def run() -> None:
        async with at_work(Seated(NO_AGENCY, uuid4()), seated) as live:
            for _ in range(3):
                await renewed(live, office)

    asyncio.run(run())


def test_consoles_are_renewed_however_many_wait_for_a_thread(office: Office, seated: Seated):
    async def run() -> None:
        async with at_work(seated) as live:
            are_done = threading.Event()
            waiting = [live.in_thread(are_done.wait, PATIENCE) for _ in range(DB_THREADS * 4)]
            others = asyncio.gather(*waiting)
            try:
                await renewed(live, office)
                assert not others.done()
            finally:
                are_done.set()
                await others

    asyncio.run(run())


def test_a_control_message_that_is_none_is_not_the_last(seated: Seated):
    async def run() -> None:
        async with at_work(seated):
            layer = get_channel_layer()
            await asyncio.sleep(0.5)  # By then it listens.
            await layer.group_send(CONTROL_GROUP, {"type": "control"})

            async def hears() -> bool:
                await layer.group_send(CONTROL_GROUP, {"type": "control", "about": "x", "id": 1})
                return bool(seated.heard)

            await until(hears)

    asyncio.run(run())


def test_what_all_ask_at_once_is_asked_once(office: Office):
    async def run() -> None:
        async with process() as live:
            async with locked("tenants_brand"):
                asking = [live.brand(office.brand.public_key) for _ in range(DB_THREADS * 4)]
                all_of_them = asyncio.gather(*asking)
                await asyncio.sleep(0.2)
                # There is a thread left for who asks something else.
                await asyncio.wait_for(live.in_thread(str), LOCKED_SECONDS)
            assert set(await all_of_them) == {office.brand}

    asyncio.run(run())


def test_a_question_that_was_not_answered_is_asked_again(office: Office):
    async def run() -> None:
        async with process() as live:
            async with locked("tenants_brand"):
                gone = asyncio.create_task(live.brand(office.brand.public_key))
                await asyncio.sleep(0.2)
                gone.cancel()
            assert await live.brand(office.brand.public_key) == office.brand

    asyncio.run(run())
