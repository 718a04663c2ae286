"""Redis pub/sub over two bare connections, commands of one turn of the loop in one write."""

import asyncio
from collections.abc import Callable
from typing import cast
from urllib.parse import urlsplit

import hiredis

Listener = Callable[[bytes], None]


class Connection(asyncio.Protocol):
    def __init__(self, on_reply: Callable[[object], None]) -> None:
        self.reader = hiredis.Reader(notEnoughData=None)
        self.on_reply = on_reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Of uvloop, whose transports are no subclasses of asyncio's.
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, chunk: bytes) -> None:
        self.reader.feed(chunk)
        while (reply := self.reader.gets()) is not None:
            self.on_reply(reply)


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[bytes, set[Listener]] = {}
        self._buffer: list[bytes] = []

    async def start(self, url: str) -> None:
        self._loop = asyncio.get_running_loop()
        self._subscriber = await self._open(url, self._on_push)
        self._publisher = await self._open(url, lambda reply: None)

    def subscribe(self, topic: bytes, listener: Listener) -> None:
        if topic not in self._listeners:
            self._listeners[topic] = set()
            self._subscriber.transport.write(command(b"SUBSCRIBE", topic))
        self._listeners[topic].add(listener)

    def unsubscribe(self, topic: bytes, listener: Listener) -> None:
        self._listeners[topic].discard(listener)

    def publish(self, topic: bytes, payload: bytes) -> None:
        if not self._buffer:
            self._loop.call_soon(self._flush)
        self._buffer.append(command(b"PUBLISH", topic, payload))

    def _flush(self) -> None:
        commands, self._buffer = self._buffer, []
        self._publisher.transport.write(b"".join(commands))

    def _on_push(self, reply: list) -> None:
        if isinstance(reply, list) and reply[0] == b"message":
            for listener in tuple(self._listeners.get(reply[1], ())):
                listener(reply[2])

    async def _open(self, url: str, on_reply: Callable) -> Connection:
        parts = urlsplit(url)
        _, connection = await self._loop.create_connection(
            lambda: Connection(on_reply), parts.hostname or "localhost", parts.port or 6379
        )
        if parts.password:
            connection.transport.write(command(b"AUTH", parts.password.encode()))
        return connection


def command(*words: bytes) -> bytes:
    head = b"*%d\r\n" % len(words)
    return head + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)
