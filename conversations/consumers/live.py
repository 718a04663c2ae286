"""What the sockets of one process share: hub, log, heartbeats, control messages, drain."""

import asyncio
import logging
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, NamedTuple, ParamSpec, Protocol, TypeVar
from uuid import UUID

import orjson
from asgiref.sync import sync_to_async
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import InterfaceError, InternalError, OperationalError, close_old_connections
from redis.exceptions import RedisError

from agents.actions import renew_consoles
from conversations.log import Log
from conversations.queries import log_epoch
from tenants.errors import Unavailable
from tenants.hub import Hub
from tenants.models import Brand
from tenants.queries import brand_by_key
from tenants.realtime import CONTROL_GROUP
from tenants.scoping import tenant_scope

logger = logging.getLogger(__name__)

CLOSE_RESTART = 1012
DB_THREADS = 8
REMEMBER_SECONDS = 5
RENEW_SECONDS = 4
RETRY_SECONDS = 2
P = ParamSpec("P")
R = TypeVar("R")


class Lease(NamedTuple):
    """An open console whose client was heard of lately."""

    agency_id: int
    uuid: UUID


class Remembered(NamedTuple):
    """A question that many ask, and its answer, which may be still to come."""

    answer: "asyncio.Future[Any]"
    until: float

    def is_over(self) -> bool:
        if not self.answer.done():
            return False
        return self.until < time.monotonic() or self.answer.exception() is not None


class LiveSocket(Protocol):
    """What the process may ask of any of its sockets."""

    def beat_soon(self, seconds: float) -> None: ...

    def on_control(self, about: str, row_id: int) -> None: ...

    def lease(self) -> "Lease | None": ...

    def on_lease_lost(self) -> None: ...

    def push(self, frame: bytes) -> None: ...

    async def close(self, code: int) -> None: ...


class Live:
    """One for each process; the first socket makes it, because Daphne knows no start-up."""

    _current: "Live | None" = None
    _starting: asyncio.Lock | None = None

    def __init__(self) -> None:
        self.log = Log()
        self.hub = Hub(settings.REDIS_URL, self._on_hub_change)
        self.sockets: set[LiveSocket] = set()
        self.is_draining = False
        self._known_epoch = ""
        self._threads = ThreadPoolExecutor(DB_THREADS, thread_name_prefix="live")
        # Consoles are renewed however many wait for the others.
        self._renewing = ThreadPoolExecutor(1, thread_name_prefix="leases")
        self._tasks: list[asyncio.Task[None]] = []
        self._remembered: dict[tuple[str, ...], Remembered] = {}

    @classmethod
    async def current(cls) -> "Live":
        if cls._current is None:
            cls._starting = cls._starting or asyncio.Lock()
            async with cls._starting:
                if cls._current is None:
                    live = cls()
                    await live._start()
                    cls._current = live
        return cls._current

    @classmethod
    def is_ready(cls) -> bool:
        return cls._current is None or not cls._current.is_draining

    async def in_thread(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run code that uses the ORM. One call is one function with its own transactions.

        Raises Unavailable when PostgreSQL does not answer.
        """
        return await _run_in(self._threads, partial(function, *args, **kwargs))

    async def brand(self, public_key: str) -> Brand:
        """The brand of a public key, at most a few seconds old. Raises NotFound."""
        return await self._remember(("brand", public_key), brand_by_key, public_key)

    async def epoch(self) -> str:
        return await self._remember(("epoch",), log_epoch)

    async def _remember(self, key: tuple[str, ...], read: Callable[..., R], *args: Any) -> R:
        """Every connecting visitor asks the same, and a connect storm must ask PostgreSQL once.

        Who comes before the answer waits for the same one.
        """
        known = self._remembered.get(key)
        if known is None or known.is_over():
            answer = asyncio.ensure_future(self.in_thread(read, *args))
            known = self._remembered[key] = Remembered(answer, time.monotonic() + REMEMBER_SECONDS)
        return await asyncio.shield(known.answer)

    async def _start(self) -> None:
        await self.hub.start()
        loop = asyncio.get_running_loop()
        for step, pause in (
            (self._listen_to_control, RETRY_SECONDS),
            (self._keep_leases, RENEW_SECONDS),
            (self._watch_epoch, REMEMBER_SECONDS),
        ):
            self._tasks.append(loop.create_task(_forever(step, pause)))
        self._drain_on_sigterm(loop)

    def _on_hub_change(self) -> None:
        """Redis has gone: say so, and look at the heads more often. It is back: what was said
        meanwhile was not heard, so look at once."""
        for socket in list(self.sockets):
            socket.beat_soon(random.uniform(0, 2))

    async def _listen_to_control(self) -> None:
        try:
            layer = get_channel_layer()
            channel = await layer.new_channel()
            await layer.group_add(CONTROL_GROUP, channel)
            while True:
                self._on_control(await layer.receive(channel))
        except (RedisError, OSError):
            logger.warning("Redis does not answer; control messages wait.")

    def _on_control(self, message: dict[str, Any]) -> None:
        for socket in list(self.sockets):
            socket.on_control(message["about"], message["id"])

    async def _keep_leases(self) -> None:
        """Renew the consoles that were heard of lately; the others run out by themselves."""
        holders: dict[int, dict[UUID, LiveSocket]] = {}
        for socket in self.sockets:
            if lease := socket.lease():
                holders.setdefault(lease.agency_id, {})[lease.uuid] = socket
        for agency_id, sockets in holders.items():
            try:
                left = await _run_in(self._renewing, partial(_renew, agency_id, [*sockets]))
                for lost in sockets.keys() - left:
                    sockets[lost].on_lease_lost()
            except Unavailable:
                logger.warning("PostgreSQL does not answer; consoles are not renewed.")
            except Exception:
                logger.exception("The consoles of agency %d are not renewed.", agency_id)

    async def _watch_epoch(self) -> None:
        """After a restore the numbers begin anew: who is connected connects again, and is told."""
        with suppress(Unavailable):
            known, self._known_epoch = self._known_epoch, await self.epoch()
            if known and known != self._known_epoch:
                logger.warning("The log has a new epoch; every socket connects again.")
                await self._close_all()

    async def _close_all(self) -> None:
        closing = [socket.close(CLOSE_RESTART) for socket in list(self.sockets)]
        await asyncio.gather(*closing, return_exceptions=True)

    def _drain_on_sigterm(self, loop: asyncio.AbstractEventLoop) -> None:
        """Drain first, then let the server's own handler stop it.

        Daphne would cut its sockets without a word, and closes none of them.
        """
        stop_server = signal.getsignal(signal.SIGTERM)

        def on_sigterm(number: int, frame: object) -> None:
            signal.signal(signal.SIGTERM, stop_server)
            loop.call_soon_threadsafe(lambda: self._tasks.append(loop.create_task(self._drain())))

        signal.signal(signal.SIGTERM, on_sigterm)

    async def _drain(self) -> None:
        self.is_draining = True
        spread = [0, max(1, settings.DRAIN_SECONDS // 2)]
        frame = orjson.dumps({"t": "drain", "reconnect_in": spread})
        for socket in list(self.sockets):
            socket.push(frame)
        deadline = asyncio.get_running_loop().time() + settings.DRAIN_SECONDS
        while self.sockets and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(0.1)
        await self._close_all()
        await asyncio.sleep(0.1)  # The close frames leave before the server stops.
        os.kill(os.getpid(), signal.SIGTERM)


async def _forever(step: Callable[[], Awaitable[None]], pause: float) -> None:
    """Whatever goes wrong once, what the process does for all its sockets goes on."""
    while True:
        try:
            await step()
        except Exception:
            logger.exception("Something in the background went wrong; it goes on.")
        await asyncio.sleep(pause)


async def _run_in(threads: ThreadPoolExecutor, function: Callable[[], R]) -> R:
    def run() -> R:
        close_old_connections()
        try:
            return function()
        except (OperationalError, InterfaceError, InternalError) as error:
            # The last of them from a server that takes no writes while another takes its place.
            raise Unavailable from error
        finally:
            close_old_connections()

    return await sync_to_async(run, thread_sensitive=False, executor=threads)()


def _renew(agency_id: int, leases: list[UUID]) -> set[UUID]:
    with tenant_scope(agency_id):
        return renew_consoles(leases)
