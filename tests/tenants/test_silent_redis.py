"""A Redis that takes connections and says nothing, as a stopped or overloaded one does."""

import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import partial

import pytest
from django.core.cache import cache
from django.db import transaction

from tenants import breaker, buckets, realtime
from tenants.errors import TooMany
from tenants.hub import Hub
from tenants.realtime import publish, send_control

# A second for the attempt, and something for a busy machine.
AT_MOST = 3.0


@pytest.fixture
def silent_redis(settings) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        settings.REDIS_URL = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
        layer = {"hosts": [settings.REDIS_URL], "prefix": "silent"}
        settings.CHANNEL_LAYERS = {
            "default": settings.CHANNEL_LAYERS["default"] | {"CONFIG": layer}
        }
        settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": settings.REDIS_URL}}
        forget()
        yield settings.REDIS_URL
    forget()


def forget() -> None:
    breaker.forget()
    realtime._connected.cache_clear()
    buckets._script.cache_clear()


async def test_a_hub_does_not_take_silence_for_contact(silent_redis):
    hub = Hub(silent_redis, lambda: None)
    began = time.monotonic()

    await hub.start()

    assert not hub.is_connected
    assert time.monotonic() - began < AT_MOST
    hub.stop()


async def test_a_hub_notices_that_redis_fell_silent_and_that_it_is_back():
    answers = asyncio.Event()
    answers.set()
    server = await asyncio.start_server(partial(answer, answers), "127.0.0.1", 0)
    changed: asyncio.Queue[bool] = asyncio.Queue()
    address = f"redis://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    hub = Hub(address, lambda: changed.put_nowait(hub.is_connected))
    await hub.start()
    assert hub.is_connected

    answers.clear()
    assert await asyncio.wait_for(changed.get(), 10) is False
    answers.set()
    assert await asyncio.wait_for(changed.get(), 10) is True

    hub.stop()
    server.close()
    await asyncio.sleep(0.1)  # Its side of the connections ends too.


async def answer(
    answers: asyncio.Event, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Pong to whatever is said, unless silent."""
    with suppress(ConnectionError):
        while await reader.read(4096):
            if answers.is_set():
                writer.write(b"+PONG\r\n")
    writer.close()


@pytest.mark.django_db
def test_a_publisher_waits_once_and_then_not_at_all(
    silent_redis, django_capture_on_commit_callbacks
):
    first = seconds_of(django_capture_on_commit_callbacks, lambda: publish((b"topic", b"one")))
    second = seconds_of(django_capture_on_commit_callbacks, lambda: publish((b"topic", b"two")))

    assert first < AT_MOST
    assert second < 0.5


@pytest.mark.django_db
def test_control_messages_wait_no_longer(silent_redis, django_capture_on_commit_callbacks):
    took = seconds_of(django_capture_on_commit_callbacks, lambda: send_control("user", 1))

    assert took < AT_MOST


def seconds_of(capture, action) -> float:
    began = time.monotonic()
    with capture(execute=True), transaction.atomic():
        action()
    return time.monotonic() - began


def test_the_cache_goes_on_in_memory(silent_redis):
    began = time.monotonic()

    assert cache.add("attempts", 1)
    assert not cache.add("attempts", 2)
    cache.set("attempts", 3)

    assert cache.get("attempts") == 3
    assert time.monotonic() - began < AT_MOST
    cache.clear()


def test_buckets_go_on_in_memory(silent_redis):
    began = time.monotonic()
    limit, refused = buckets.Limit(1 / 3600, 3), 0

    for _ in range(100):
        try:
            buckets.take("silent", limit)
        except TooMany:
            refused += 1

    assert refused == 97
    assert time.monotonic() - began < AT_MOST


def test_when_the_pause_is_over_one_alone_tries():
    clock = iter([0.0, 1.0, 6.0, 6.1, 6.2])
    one = breaker.Breaker(lambda: next(clock))
    one.failed()

    assert [one.may_try() for _ in range(3)] == [False, True, False]
    one.succeeded()
    assert one.may_try()
