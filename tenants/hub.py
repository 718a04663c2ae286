"""Live events of one process: one subscriber and one publisher connection to Redis.

What arrives is handed to the sockets of this process as bytes; there is no task, queue or
coroutine per message. Delivery may fail: what is lost here is found by the heads in the next
heartbeat.
"""

import asyncio
import logging
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import hiredis

logger = logging.getLogger(__name__)

Listener = Callable[[bytes], None]
RECONNECT_SECONDS = (0.1, 0.5, 1.0, 2.0)
# Redis is asked so often whether it is there, and given up when it says nothing for so long.
PING_SECONDS = 1.0
SILENCE_SECONDS = 2.0


def _command(*words: bytes) -> bytes:
    head = b"*%d\r\n" % len(words)
    return head + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


PING = _command(b"PING")


class _Connection(asyncio.Protocol):
    def __init__(self, on_reply: Callable[[object], None]) -> None:
        self.reader = hiredis.Reader(notEnoughData=None)
        self.on_reply = on_reply
        self._loop = asyncio.get_running_loop()
        self.lost = self._loop.create_future()
        self.answered = self._loop.create_future()
        self._asked_at: float | None = None

    def connection_made(self, transport) -> None:
        self.transport = transport

    def ask(self) -> None:
        """Anything that is heard from now on is a sign of life."""
        if self._asked_at is None:
            self._asked_at = self._loop.time()
        self.transport.write(PING)

    @property
    def silence(self) -> float:
        """Seconds since a question that is still without an answer."""
        return 0.0 if self._asked_at is None else self._loop.time() - self._asked_at

    def data_received(self, chunk: bytes) -> None:
        self._asked_at = None
        if not self.answered.done():
            self.answered.set_result(None)
        self.reader.feed(chunk)
        while (reply := self.reader.gets()) is not None:
            self.on_reply(reply)

    def connection_lost(self, error: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(error)


class Hub:
    """Live events of one process. Create it inside the event loop and await ``start``."""

    # Above this many bytes waiting for Redis, a push is dropped: it is only a hint.
    MAX_WAITING = 4 * 1024 * 1024

    def __init__(self, url: str, on_change: Callable[[], None]) -> None:
        self._url = urlsplit(url)
        # Called when contact is lost, and when it is back: what was said meanwhile was not heard.
        self._on_change = on_change
        self._listeners: dict[bytes, set[Listener]] = {}
        self._buffer: list[bytes] = []
        self._subscriber: _Connection | None = None
        self._publisher: _Connection | None = None
        self.dropped = 0

    async def start(self) -> None:
        """Try to connect once, then keep the connection in the background."""
        self._loop = asyncio.get_running_loop()
        try:
            await self._connect()
        except OSError:
            logger.warning("Redis does not answer; live events wait for the next heartbeat.")
        self._tasks = [
            self._loop.create_task(self._keep_connected()),
            self._loop.create_task(self._watch()),
        ]

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._drop_connections()

    @property
    def is_connected(self) -> bool:
        return self._publisher is not None

    def subscribe(self, name: bytes, listener: Listener) -> None:
        listeners = self._listeners.get(name)
        if listeners is None:
            self._listeners[name] = listeners = set()
            if self._subscriber:
                self._subscriber.transport.write(_command(b"SUBSCRIBE", name))
        listeners.add(listener)

    def unsubscribe(self, name: bytes, listener: Listener) -> None:
        listeners = self._listeners.get(name)
        if listeners is None:
            return
        listeners.discard(listener)
        if not listeners:
            del self._listeners[name]
            if self._subscriber:
                self._subscriber.transport.write(_command(b"UNSUBSCRIBE", name))

    def publish(self, name: bytes, payload: bytes) -> None:
        if self._publisher is None:
            self.dropped += 1
            return
        if not self._buffer:
            # Everything published in this turn of the loop leaves in one write.
            self._loop.call_soon(self._flush)
        self._buffer.append(
            b"*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%b\r\n$%d\r\n%b\r\n"
            % (len(name), name, len(payload), payload)
        )

    def _flush(self) -> None:
        commands, self._buffer = self._buffer, []
        publisher = self._publisher
        if publisher is None or publisher.transport.get_write_buffer_size() > self.MAX_WAITING:
            self.dropped += len(commands)
        else:
            publisher.transport.write(b"".join(commands))

    def _on_push(self, reply) -> None:
        if isinstance(reply, list) and reply[0] == b"message":
            for listener in tuple(self._listeners.get(reply[1], ())):
                listener(reply[2])

    def _on_published(self, reply) -> None:
        if isinstance(reply, hiredis.ReplyError):
            logger.warning("Redis refused a live event: %s", reply)

    async def _keep_connected(self) -> None:
        while True:
            if self._subscriber and self._publisher:
                await asyncio.wait(
                    [self._subscriber.lost, self._publisher.lost],
                    return_when=asyncio.FIRST_COMPLETED,
                )
                logger.warning("The connection to Redis is lost; reconnecting.")
                self._drop_connections()
                self._on_change()
            await self._reconnect()
            self._on_change()

    async def _watch(self) -> None:
        """A Redis that was stopped keeps its connections and says nothing on them."""
        while True:
            due = self._loop.time() + PING_SECONDS
            await asyncio.sleep(PING_SECONDS)
            # Late ourselves, we have not read yet what may be there.
            is_late = self._loop.time() - due > PING_SECONDS / 2
            for connection in (self._subscriber, self._publisher):
                if connection and connection.silence > SILENCE_SECONDS and not is_late:
                    logger.warning("Redis has said nothing for %d s.", SILENCE_SECONDS)
                    connection.transport.abort()
                elif connection:
                    connection.ask()

    def _drop_connections(self) -> None:
        for connection in (self._subscriber, self._publisher):
            if connection:
                connection.transport.abort()
        self._subscriber = self._publisher = None

    async def _reconnect(self) -> None:
        tries = 0
        while True:
            try:
                return await self._connect()
            except OSError:
                await asyncio.sleep(RECONNECT_SECONDS[min(tries, len(RECONNECT_SECONDS) - 1)])
                tries += 1

    async def _connect(self) -> None:
        subscriber = await self._open(self._on_push)
        publisher = await self._open(self._on_published)
        if self._listeners:
            subscriber.transport.write(_command(b"SUBSCRIBE", *self._listeners))
        self._subscriber, self._publisher = subscriber, publisher

    async def _open(self, on_reply: Callable[[object], None]) -> _Connection:
        def protocol() -> _Connection:
            return _Connection(on_reply)

        if self._url.scheme == "unix":
            opening = self._loop.create_unix_connection(protocol, self._url.path)
        else:
            host, port = self._url.hostname or "127.0.0.1", self._url.port or 6379
            opening = self._loop.create_connection(protocol, host, port)
        _, connection = await asyncio.wait_for(opening, timeout=5)
        if self._url.password:
            words = [unquote(word) for word in (self._url.username, self._url.password) if word]
            connection.transport.write(_command(b"AUTH", *(word.encode() for word in words)))
        connection.ask()
        try:
            # The kernel takes connections for a process that is stopped; only an answer counts.
            await asyncio.wait_for(connection.answered, timeout=SILENCE_SECONDS)
        except TimeoutError:
            connection.transport.abort()
            raise
        return connection
