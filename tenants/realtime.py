"""The tenant boundary for live events: who may hear what, and how it gets there.

Topics are named here and nowhere else. In an ASGI process the hub holds one subscriber and
one publisher connection to Redis and hands what arrives to the sockets of this process as
bytes; there is no task, queue or coroutine per message. Code that runs in a thread or in a
Celery worker publishes through ``publish`` after its transaction.

Delivery may fail: what is lost here is found by the heads in the next heartbeat.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from urllib.parse import unquote, urlsplit

import hiredis
import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

Listener = Callable[[bytes], None]
PREFIX = settings.REALTIME_PREFIX
RECONNECT_SECONDS = (0.1, 0.5, 1.0, 2.0)


def topic(agency_id: int, kind: str, row_id: int | str) -> bytes:
    """The name of what one audience hears: the installation, then the agency."""
    return f"{PREFIX}:{agency_id}:{kind}:{row_id}".encode()


def visitor_topic(agency_id: int, conversation_id: int) -> bytes:
    """The visitor of a conversation, in all their tabs."""
    return topic(agency_id, "visitor", conversation_id)


def agent_topic(agency_id: int, agent_id: int) -> bytes:
    """An agent's console: the events of all their conversations."""
    return topic(agency_id, "agent", agent_id)


def brand_topic(agency_id: int, brand_id: int) -> bytes:
    """Everybody who serves a brand: what changed in its inbox."""
    return topic(agency_id, "brand", brand_id)


def presence_topic(agency_id: int) -> bytes:
    return topic(agency_id, "presence", "all")


def _command(*words: bytes) -> bytes:
    head = b"*%d\r\n" % len(words)
    return head + b"".join(b"$%d\r\n%b\r\n" % (len(word), word) for word in words)


class _Connection(asyncio.Protocol):
    def __init__(self, on_reply: Callable[[object], None]) -> None:
        self.reader = hiredis.Reader(notEnoughData=None)
        self.on_reply = on_reply
        self.lost = asyncio.get_running_loop().create_future()

    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, chunk: bytes) -> None:
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

    def __init__(self, url: str, on_return: Callable[[], None]) -> None:
        self._url = urlsplit(url)
        # Called when a lost connection is back: what was said meanwhile was not heard.
        self._on_return = on_return
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
        self._keeper = self._loop.create_task(self._keep_connected())

    def stop(self) -> None:
        self._keeper.cancel()
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
            await self._reconnect()
            self._on_return()

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
        return connection


class _SyncPublisher:
    """Publishes from threads and workers. A dead Redis costs a second, then nothing for a while."""

    TIMEOUT_SECONDS = 1.0
    PAUSE_SECONDS = 5.0

    def __init__(self) -> None:
        self._client: redis.Redis | None = None
        self._open_again_at = 0.0

    def publish(self, messages: list[tuple[bytes, bytes]]) -> None:
        if time.monotonic() < self._open_again_at:
            return
        try:
            with self._connected().pipeline(transaction=False) as pipeline:
                for name, payload in messages:
                    pipeline.publish(name, payload)
                pipeline.execute()
        except redis.RedisError:
            self._open_again_at = time.monotonic() + self.PAUSE_SECONDS
            logger.warning("Redis does not answer; live events wait for the next heartbeat.")

    def _connected(self) -> redis.Redis:
        if self._client is None:
            self._client = redis.Redis.from_url(
                settings.REDIS_URL,
                socket_timeout=self.TIMEOUT_SECONDS,
                socket_connect_timeout=self.TIMEOUT_SECONDS,
            )
        return self._client


_publisher = _SyncPublisher()


def publish(*messages: tuple[bytes, bytes]) -> None:
    """Send payloads to topics once the transaction commits."""
    sent = list(messages)

    def send() -> None:
        _publisher.publish(sent)

    # robust: when publishing fails the data is saved all the same. It must be a plain
    # function: Django logs its __qualname__, which a partial lacks.
    transaction.on_commit(send, robust=True)


CONTROL_GROUP = "control"


def send_control(about: str, row_id: int) -> None:
    """Tell every process, after commit, that ``row_id`` changed: its sockets look again.

    Control is rare, so it goes over the channel layer, where each process has one channel.
    """

    def send() -> None:
        message = {"type": "control", "about": about, "id": row_id}
        async_to_sync(get_channel_layer().group_send)(CONTROL_GROUP, message)

    transaction.on_commit(send, robust=True)
