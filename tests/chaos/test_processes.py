"""F1–F6, F19: processes die, stop and come back under load, and nothing is lost."""

import asyncio
import time

import pytest

from config.replay.measure import ZEROS
from tests.chaos.installation import SIGTERM, Installation
from tests.chaos.talker import assert_kept, talking
from tests.waiting import until


async def test_whatever_dies_under_load_nothing_is_lost(product: Installation):
    await play(product, rounds=1, agents=3, rate=3, limit=12)


@pytest.mark.long
async def test_whatever_dies_again_and_again_over_a_shaky_redis_nothing_is_lost(product):
    product.pushes.is_shaking = True
    try:
        await play(product, rounds=3, agents=4, rate=1, limit=64)
    finally:
        product.pushes.is_shaking = False
    print(
        f"F19: {product.pushes.dropped} pushes dropped, {product.pushes.doubled} doubled,"
        f" {product.pushes.delayed} delayed"
    )


async def play(product: Installation, *, rounds: int, **options) -> None:
    before = replies(product)
    replay = product.replay(**options)
    async with talking(product, 2) as talkers:
        # Before and after the play it reads the database itself.
        await asyncio.to_thread(until, lambda: replies(product) > before + 3)
        for fault in FAULTS * rounds:
            began = time.monotonic()
            await asyncio.to_thread(fault, product)
            await asyncio.sleep(0.5)
            times = [one for talker in talkers for one in talker.times(began, time.monotonic())]
            print(f"{fault.__name__}: slowest acknowledgement {max(times, default=0):.2f} s")
    figures = await asyncio.to_thread(replay.figures)

    print(figures)
    assert {name: figures[name] for name in ZEROS} == dict.fromkeys(ZEROS, 0)
    assert figures["delivered"] == figures["messages"]
    for talker in talkers:
        assert_kept(product, talker)


def web_is_killed(product: Installation) -> None:
    """Its sockets go to the other one; the next fault meets it while it starts."""
    product.kill("web2")
    product.start("web2")


def database_crashes(product: Installation) -> None:
    product.crash_database()
    product.start("postgres")
    product.wait_for("postgres")


def redis_is_killed(product: Installation) -> None:
    product.restart("valkey")


def redis_is_flushed(product: Installation) -> None:
    product.valkey("FLUSHALL")
    product.valkey("CLIENT", "KILL", "TYPE", "pubsub")
    product.valkey("CLIENT", "KILL", "TYPE", "normal")


def redis_is_stopped(product: Installation) -> None:
    with product.stopped("valkey"):
        time.sleep(3)


def worker_is_killed(product: Installation) -> None:
    product.kill("worker")
    product.start("worker")


def web_is_asked_to_end(product: Installation) -> None:
    product.wait_for("web2")
    product.kill("web1", SIGTERM)
    product.start("web1")
    product.wait_for("web1")


FAULTS = (
    web_is_killed,
    database_crashes,
    redis_is_killed,
    redis_is_flushed,
    redis_is_stopped,
    worker_is_killed,
    web_is_asked_to_end,
)


def replies(product: Installation) -> int:
    replied = (
        "SELECT count(*) FROM conversations_event WHERE kind = 'message' AND by_kind = 'agent'"
    )
    return product.rows(replied)[0][0]
