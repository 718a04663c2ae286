"""What visitor and console sockets have in common: hello, the receive loop, heartbeats.

These are ASGI applications with their own receive loop, not consumer classes: Channels'
dispatch hops through a thread for every event, in and out (docs/decisions/0003).
"""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar
from uuid import UUID, uuid4

import msgspec
import orjson
from django.conf import settings

from conversations.consumers.bucket import Bucket
from conversations.consumers.frames import BadFrame, Beat, Hello, Rcv, error_frame, parse
from conversations.consumers.live import Lease, Live
from conversations.consumers.outbox import AsgiSend, Outbox
from conversations.errors import Blocked
from conversations.serializers import Wire, limits_json
from tenants.addresses import address_of_scope
from tenants.errors import BadToken, NotFound, Refusal, TooMany, Unavailable

logger = logging.getLogger(__name__)

CLOSE_BAD_TOKEN = 4001
CLOSE_REVOKED = 4003
CLOSE_NOTHING_THERE = 4004
CLOSE_TOO_SLOW = 4008
CLOSE_FLOOD = 4029
CLOSE_UNAVAILABLE = 1013
HELLO_SECONDS = 10
# Unwelcomed for so long, a client had better try again.
WELCOME_SECONDS = 15
DEGRADED_BEAT_SECONDS = 5
MAX_REPLAY = 200
# What the socket of a refused hello is closed with.
CLOSED_WITH: dict[type[Exception], int] = {
    BadToken: CLOSE_BAD_TOKEN,
    Blocked: CLOSE_REVOKED,
    NotFound: CLOSE_NOTHING_THERE,
    TooMany: CLOSE_FLOOD,
    Unavailable: CLOSE_UNAVAILABLE,
    TimeoutError: CLOSE_UNAVAILABLE,
}

AsgiReceive = Callable[[], Awaitable[dict[str, Any]]]


class Socket:
    """One open socket. Nothing that it holds matters: any process may die at any time."""

    decoder: ClassVar[msgspec.json.Decoder]
    sends_together: ClassVar[bool] = False
    beat_seconds: ClassVar[int] = 25

    def __init__(self, live: Live, receive: AsgiReceive, send: AsgiSend, address: str = "") -> None:
        self.live = live
        self.address = address
        self.session = uuid4().hex
        self.heard_at = time.monotonic()
        self._receive = receive
        self._send = send
        self._loop = asyncio.get_running_loop()
        self._outbox = Outbox(send, together=self.sends_together, on_too_slow=self._on_too_slow)
        self._beats = 0
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        # Nonsense and refused messages; frames that ask for nothing. Too many are a flood.
        self._faults = Bucket(1, 100)
        self._chatter = Bucket(20, 400)
        self.is_closed = False
        self.table: dict[type, Callable[[Any], Awaitable[None] | None]] = {
            Rcv: self.on_rcv,
            Beat: self.on_beat,
        }

    @classmethod
    async def application(cls, scope: dict[str, Any], receive: AsgiReceive, send: AsgiSend) -> None:
        """The ASGI application to route to."""
        await receive()  # websocket.connect
        await send({"type": "websocket.accept"})
        await cls(await Live.current(), receive, send, address_of_scope(scope)).run()

    async def run(self) -> None:
        try:
            if await self._say_hello():
                await self._serve()
        finally:
            self.is_closed = True
            self.live.sockets.discard(self)
            if self._timer:
                self._timer.cancel()
            self._outbox.close()
            await self.on_gone()

    # What the two kinds differ in.

    async def hello(self, hello: Hello) -> None:
        """Authenticate, join topics, read heads, welcome, replay. Refusals close the socket."""
        raise NotImplementedError

    async def beat(self) -> dict[str, Any]:
        """What a heartbeat says besides its number, read from PostgreSQL."""
        raise NotImplementedError

    async def on_gone(self) -> None:
        """The client has left, or never was."""

    def on_control(self, about: str, row_id: int) -> None:
        """Something changed that this socket may have to look at."""

    def lease(self) -> Lease | None:
        """A console keeps its agent connected; other sockets keep nothing."""
        return None

    def on_lease_lost(self) -> None:
        """It ran out and was dropped, though the socket is there."""

    # Sending.

    def push(self, frame: bytes) -> None:
        self._outbox.push(frame)

    def push_event(self, conv: UUID, seq: int, frame: bytes) -> None:
        self._outbox.push_event(conv, seq, frame)

    def tell(self, frame: dict[str, Any]) -> None:
        self._outbox.push(orjson.dumps(frame))

    def nack(self, client_id: UUID, refusal: Refusal) -> None:
        frame = {"t": "nack", "client_id": client_id, "code": refusal.code, "detail": str(refusal)}
        retry_after = getattr(refusal, "retry_after", None)
        if retry_after is not None:
            frame["retry_after"] = retry_after
        if refusal.code == NotFound.code:
            frame["code"] = "forbidden"  # Told apart by nobody.
        self.tell(frame)

    async def close(self, code: int) -> None:
        if not self.is_closed:
            self.is_closed = True
            await self._send({"type": "websocket.close", "code": code})

    def start(self, work: Awaitable[Any]) -> None:
        """Do something without making the receive loop wait for it."""
        task = self._loop.create_task(self._watched(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # Receiving.

    async def _say_hello(self) -> bool:
        try:
            async with asyncio.timeout(HELLO_SECONDS):
                message = await self._receive()
        except TimeoutError:
            await self.close(CLOSE_BAD_TOKEN)
            return False
        if message["type"] == "websocket.disconnect":
            return False
        try:
            frame = parse(message, self.decoder)
            if not isinstance(frame, Hello):
                raise BadFrame("expected_hello", "Begin with hello.")
            async with asyncio.timeout(WELCOME_SECONDS):
                await self.hello(frame)
        except BadFrame as error:
            await self._send({"type": "websocket.send", "text": error_frame(error).decode()})
            await self.close(CLOSE_BAD_TOKEN)
        except tuple(CLOSED_WITH) as error:
            await self.close(CLOSED_WITH[type(error)])
        else:
            self.live.sockets.add(self)
            # Sockets that opened together, after a restart, do not ask together ever after.
            self.beat_soon(random.uniform(0.1, 1) * self.beat_seconds)
            return True
        return False

    async def _serve(self) -> None:
        receive, decoder, table = self._receive, self.decoder, self.table
        while True:
            message = await receive()
            if message["type"] == "websocket.disconnect":
                return
            self.heard_at = time.monotonic()
            try:
                frame = parse(message, decoder)
                handle = table.get(type(frame))
                if handle is None:
                    raise BadFrame("invalid", "Not again, or not on this socket.")
                waiting = handle(frame)
                if waiting is not None:
                    await waiting
            except BadFrame as error:
                self.push(error_frame(error))
                await self.count_fault()
            except Exception:
                # The next frame may be a better one. Clients send again what is not acknowledged.
                logger.exception("A frame could not be handled.")
                self.push(error_frame(BadFrame("error", "This frame could not be handled.")))
                await self.count_fault()

    async def count_fault(self) -> None:
        if not self._faults.take():
            await self.close(CLOSE_FLOOD)

    def count_chatter(self) -> Awaitable[None] | None:
        return None if self._chatter.take() else self.count_fault()

    def on_rcv(self, frame: Rcv) -> Awaitable[None] | None:
        news = sum(self._outbox.confirm(conv, seq) for conv, seq in frame.conv.items())
        # Who is sent a lot has a lot to confirm.
        return None if news else self.count_chatter()

    def on_beat(self, frame: Beat) -> Awaitable[None] | None:
        return self.count_chatter()  # Hearing it was all.

    # Heartbeats.

    def beat_soon(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
        if not self.is_closed:
            self._timer = self._loop.call_later(seconds, lambda: self.start(self._beat()))

    async def _beat(self) -> None:
        self._beats += 1
        frame: dict[str, Any] = {"t": "hb", "n": self._beats}
        is_degraded = True
        try:
            frame |= await self.beat()
            is_degraded = not self.live.hub.is_connected
        except Refusal:
            pass  # The next one may know more.
        except Exception:
            logger.exception("A heartbeat went wrong.")
        if self.is_closed:
            return
        if is_degraded:
            frame["degraded"] = True
        self.tell(frame)
        self.beat_soon(DEGRADED_BEAT_SECONDS if is_degraded else self.beat_seconds)

    def _on_too_slow(self) -> None:
        self.start(self.close(CLOSE_TOO_SLOW))

    async def _watched(self, work: Awaitable[Any]) -> None:
        try:
            await work
        except Exception:
            logger.exception("Something on a socket went wrong.")


def limits() -> Wire:
    return {**limits_json(), "rate": settings.VISITOR_RATE}
