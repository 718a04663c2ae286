"""What waits to be sent on one socket, bounded, and what the client has not confirmed yet."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson

from conversations.consumers.frames import MAX_FRAME

MAX_UNCONFIRMED = 500
MAX_WAITING_BYTES = 1024 * 1024
# Consoles get what waits as one JSON array, as far as it fits: one system call for a burst.
MAX_TOGETHER = 64
CONFIRM_SECONDS = 30
CLOSE_BROKEN = 1011

AsgiSend = Callable[[dict[str, Any]], Awaitable[None]]


class Stream:
    """What was sent of one conversation: the last number, and how many are not confirmed."""

    __slots__ = ("sent", "unconfirmed")

    def __init__(self) -> None:
        self.sent = self.unconfirmed = 0


class Outbox:
    """Sends frames in order without blocking whoever pushes them.

    Events that the client does not confirm are not kept for ever: past the limit it gets one
    ``gap`` for each conversation and nothing more until it confirms. Nothing is lost, because
    everything is in the table.
    """

    __slots__ = (
        "_behind",
        "_is_sending",
        "_loop",
        "_on_too_slow",
        "_send",
        "_streams",
        "_task",
        "_timer",
        "_together",
        "_total",
        "_waiting",
        "_waiting_bytes",
    )

    def __init__(self, send: AsgiSend, *, together: bool, on_too_slow: Callable[[], None]) -> None:
        self._send = send
        self._together = together
        self._on_too_slow = on_too_slow
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._task: asyncio.Task[None] | None = None
        self._is_sending = False
        self._streams: dict[UUID, Stream] = {}
        self._total = 0
        # Conversations whose events are left out, with the last number known of each.
        self._behind: dict[UUID, int] | None = None
        self._timer: asyncio.TimerHandle | None = None

    def push(self, frame: bytes) -> None:
        """Have a frame sent soon, whoever asks for it."""
        self.add(frame)
        if self._task is None:
            self._task = self._loop.create_task(self.drain())

    def push_event(self, conv: UUID, seq: int, frame: bytes) -> None:
        self.add_event(conv, seq, frame)
        if self._task is None:
            self._task = self._loop.create_task(self.drain())

    def add(self, frame: bytes) -> None:
        """Have a frame sent with the next ``drain``."""
        self._waiting.append(frame)
        self._waiting_bytes += len(frame)

    def add_event(self, conv: UUID, seq: int, frame: bytes) -> None:
        if self._behind is not None:
            self._leave_out(conv, seq)
            return
        stream = self._streams.get(conv)
        if stream is None:
            stream = self._streams[conv] = Stream()
        stream.sent = seq
        stream.unconfirmed += 1
        self._total += 1
        self.add(frame)
        if self._waiting_bytes > MAX_WAITING_BYTES or self._total > MAX_UNCONFIRMED:
            self._fall_behind()

    def confirm(self, conv: UUID, seq: int) -> int:
        """The client has everything up to ``seq``. Answers of how many events that is news."""
        stream, news = self._streams.get(conv), 0
        if stream is not None:
            left = min(stream.unconfirmed, max(0, stream.sent - seq))
            news = stream.unconfirmed - left
            self._total -= news
            stream.unconfirmed = left
        if self._behind is not None and self._total <= MAX_UNCONFIRMED // 2:
            self._catch_up()
        return news

    def close(self) -> None:
        if self._task:
            self._task.cancel()
        if self._timer:
            self._timer.cancel()

    def _fall_behind(self) -> None:
        self._behind = {}
        self._timer = self._loop.call_later(CONFIRM_SECONDS, self._on_too_slow)

    def _leave_out(self, conv: UUID, seq: int) -> None:
        assert self._behind is not None
        if conv not in self._behind:
            self.push(orjson.dumps({"t": "gap", "conv": conv, "head": seq}))
        self._behind[conv] = seq

    def _catch_up(self) -> None:
        """The client reads again. What was left out meanwhile it fetches after one more gap."""
        assert self._behind is not None
        behind, self._behind = self._behind, None
        if self._timer:
            self._timer.cancel()
        for conv, head in behind.items():
            stream = self._streams.pop(conv, None)
            self._total -= stream.unconfirmed if stream else 0
            self.push(orjson.dumps({"t": "gap", "conv": conv, "head": head}))

    def _take(self) -> bytes:
        """The next frame; for a console, as many as fit into one."""
        waiting = self._waiting
        frames = [waiting.popleft()]
        size = len(frames[0]) + len(b"[]")
        while self._together and waiting and len(frames) < MAX_TOGETHER:
            size += len(waiting[0]) + len(b",")
            if size > MAX_FRAME:
                break
            frames.append(waiting.popleft())
        self._waiting_bytes -= sum(map(len, frames))
        return frames[0] if len(frames) == 1 else b"[" + b",".join(frames) + b"]"

    async def drain(self) -> None:
        """Send what waits. Whoever answers in a task of their own needs no other task for it."""
        if self._is_sending:
            return
        self._is_sending = True
        try:
            while self._waiting:
                text = self._take()
                await self._send({"type": "websocket.send", "text": text.decode()})
        except Exception:  # Servers differ in what they raise when the client has gone.
            await self._give_up()
        finally:
            self._is_sending = False
            self._task = None

    async def _give_up(self) -> None:
        """A client that is there after all must connect again: it cannot know what it missed."""
        self._waiting.clear()
        with suppress(Exception):
            await self._send({"type": "websocket.close", "code": CLOSE_BROKEN})
