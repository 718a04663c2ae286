"""The tenant boundary for live events: who may hear what, and how it gets there.

Topics are named here and nowhere else. In an ASGI process the hub (``tenants/hub.py``) hands
what arrives to its sockets. Code that runs in a thread or in a Celery worker publishes through
``publish`` after its transaction.

Delivery may fail: what is lost here is found by the heads in the next heartbeat.
"""

import asyncio
from functools import cache

import redis
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.conf import settings
from django.db import transaction

from tenants import breaker

PREFIX = settings.REALTIME_PREFIX


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


def publish(*messages: tuple[bytes, bytes]) -> None:
    """Send payloads to topics once the transaction commits."""
    sent = list(messages)

    def send() -> None:
        breaker.guarded(lambda: _send(sent), otherwise=_lose)

    # robust: when publishing fails the data is saved all the same. It must be a plain
    # function: Django logs its __qualname__, which a partial lacks.
    transaction.on_commit(send, robust=True)


def _send(messages: list[tuple[bytes, bytes]]) -> None:
    with _connected().pipeline(transaction=False) as pipeline:
        for name, payload in messages:
            pipeline.publish(name, payload)
        pipeline.execute()


@cache
def _connected() -> redis.Redis:
    return breaker.client()


def _lose() -> None:
    """The next heartbeat has the heads."""


CONTROL_GROUP = "control"


def send_control(about: str, row_id: int) -> None:
    """Tell every process, after commit, that ``row_id`` changed: its sockets look again.

    Control is rare, so it goes over the channel layer, where each process has one channel.
    """
    message = {"type": "control", "about": about, "id": row_id}

    def send() -> None:
        breaker.guarded(lambda: async_to_sync(_send_to_all)(message), otherwise=_lose)

    transaction.on_commit(send, robust=True)


async def _send_to_all(message: dict[str, object]) -> None:
    async with asyncio.timeout(breaker.TIMEOUT_SECONDS):
        await get_channel_layer().group_send(CONTROL_GROUP, message)
