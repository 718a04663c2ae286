import asyncio

import pytest
import redis
from django.conf import settings
from django.db import transaction

from tenants.hub import Hub
from tenants.realtime import agent_topic, brand_topic, publish, visitor_topic

PATIENCE = 60


@pytest.fixture
async def hub():
    returned = asyncio.Event()
    one = Hub(settings.REDIS_URL, returned.set)
    await one.start()
    yield one, returned
    one.stop()


@pytest.fixture
async def heard():
    return asyncio.Queue()


def test_every_topic_begins_with_its_installation_and_agency():
    assert agent_topic(7, 1) == f"{settings.REALTIME_PREFIX}:7:agent:1".encode()
    assert len({visitor_topic(7, 1), agent_topic(7, 1), brand_topic(7, 1), agent_topic(8, 1)}) == 4


async def test_what_is_published_is_heard(hub, heard):
    hub, _ = hub
    hub.subscribe(agent_topic(7, 1), heard.put_nowait)
    await subscribed(agent_topic(7, 1))

    hub.publish(agent_topic(7, 1), b"one")
    hub.publish(agent_topic(7, 2), b"not for us")
    hub.publish(agent_topic(7, 1), b"two")

    assert [await soon(heard), await soon(heard)] == [b"one", b"two"]


async def test_nothing_is_heard_after_leaving(hub, heard):
    hub, _ = hub
    hub.subscribe(agent_topic(7, 1), heard.put_nowait)
    await subscribed(agent_topic(7, 1))
    hub.unsubscribe(agent_topic(7, 1), heard.put_nowait)
    hub.subscribe(agent_topic(7, 2), heard.put_nowait)
    await subscribed(agent_topic(7, 2))

    hub.publish(agent_topic(7, 1), b"left")
    hub.publish(agent_topic(7, 2), b"here")

    assert await soon(heard) == b"here"


async def test_a_lost_connection_comes_back_with_its_topics(hub, heard):
    hub, returned = hub
    hub.subscribe(agent_topic(7, 1), heard.put_nowait)
    await subscribed(agent_topic(7, 1))

    client().client_kill_filter(_type="pubsub")
    await asyncio.wait_for(returned.wait(), PATIENCE)
    await subscribed(agent_topic(7, 1))
    hub.publish(agent_topic(7, 1), b"again")

    assert await soon(heard) == b"again"


async def test_without_redis_publishing_is_counted_and_harms_nobody():
    hub = Hub("redis://127.0.0.1:1/0", lambda: None)
    await hub.start()

    hub.publish(agent_topic(7, 1), b"lost")

    assert (hub.is_connected, hub.dropped) == (False, 1)
    hub.stop()


@pytest.mark.django_db
def test_publish_waits_for_the_commit(django_capture_on_commit_callbacks):
    listener = client().pubsub(ignore_subscribe_messages=True)
    listener.subscribe(agent_topic(7, 3))
    listener.get_message(timeout=PATIENCE)

    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        publish((agent_topic(7, 3), b"done"))
        assert listener.get_message(timeout=0.1) is None

    assert listener.get_message(timeout=PATIENCE)["data"] == b"done"
    listener.close()


def client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL)


async def subscribed(topic: bytes) -> None:
    async with asyncio.timeout(PATIENCE):
        while client().pubsub_numsub(topic)[0][1] == 0:
            await asyncio.sleep(0.01)


async def soon(queue: asyncio.Queue) -> bytes:
    return await asyncio.wait_for(queue.get(), PATIENCE)
