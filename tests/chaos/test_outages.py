"""F5, F7, F12, F22: an engine is away, silent or full, and what was acknowledged stays."""

import asyncio
import time
from functools import partial

import httpx
import pytest

from tests.chaos.installation import Installation
from tests.chaos.talker import Talker, assert_kept, have_repeated, talking
from tests.waiting import until

DATABASE_AWAY = 30.0


@pytest.mark.long
async def test_a_database_away_for_half_a_minute_holds_messages_back_and_loses_none(product):
    async with talking(product, 4) as talkers:
        await asyncio.to_thread(product.crash_database)
        await asyncio.sleep(DATABASE_AWAY)
        status, detail = await ask_ready(product)
        await asyncio.to_thread(product.start, "postgres")
        await asyncio.to_thread(product.wait_for, "postgres")
        back = time.monotonic()
        while not all(talker.took[-1].began + talker.took[-1].seconds > back for talker in talkers):
            await asyncio.sleep(0.1)
        late = time.monotonic() - back

    print(f"F7: everybody was acknowledged again {late:.1f} s after the database was back.")
    assert (status, detail["database"]) == (503, False)
    # The longest back-off of a client, and something for its message.
    assert late < 40
    for talker in talkers:
        assert_kept(product, talker)


async def test_a_stopped_redis_slows_nobody_and_agents_are_told(product: Installation):
    before = product.memory("web2")
    async with talking(product, 4) as talkers:
        began = time.monotonic()
        with product.stopped("valkey"):
            await asyncio.sleep(6)
            await asyncio.to_thread(until, lambda: all(map(is_degraded, talkers)), 20)
        ended = time.monotonic()
        await asyncio.sleep(1)

    took = sorted(slow for talker in talkers for slow in talker.times(began, ended))
    p99 = took[int(len(took) * 0.99)]
    print(f"F5: {len(took)} messages, p99 {p99:.3f} s, slowest {took[-1]:.3f} s")
    assert p99 < 2
    assert product.memory("web2") < before + 40_000_000
    for talker in talkers:
        assert_kept(product, talker)


async def test_an_answer_lost_in_the_middle_of_a_commit_is_found_by_its_id(product: Installation):
    async with talking(product, 4) as talkers:
        for _ in range(3):
            await asyncio.to_thread(lose_an_answer, product)
        again = partial(lose_an_answer, product)
        await asyncio.to_thread(until, lambda: have_repeated(talkers), again=again)

    repeats = sum(talker.tally.repeats for talker in talkers)
    print(f"F12: {repeats} messages had been stored already when they were sent again.")
    for talker in talkers:
        assert_kept(product, talker)


def lose_an_answer(product: Installation) -> None:
    """The statement gets through and is committed; its answer does not come back."""
    product.database.hold("down")
    time.sleep(0.5)
    product.database.cut()
    product.database.mend()
    time.sleep(1)


async def test_a_full_redis_stops_the_clock_and_no_message(product: Installation):
    async with talking(product, 2) as talkers:
        product.valkey("CONFIG", "SET", "maxmemory-policy", "noeviction")
        try:
            product.valkey("CONFIG", "SET", "maxmemory", "1")
            await asyncio.sleep(2)
        finally:
            product.valkey("CONFIG", "SET", "maxmemory", "0")

    for talker in talkers:
        assert_kept(product, talker)
    await asyncio.to_thread(until, lambda: product.valkey("LLEN", "live") == 0)


async def ask_ready(product: Installation) -> tuple[int, dict]:
    async with httpx.AsyncClient(timeout=20) as http:
        answer = await http.get(f"{product.url}/readyz")
    return answer.status_code, answer.json()


def is_degraded(talker: Talker) -> bool:
    return bool(talker.told) and talker.told[-1].get("degraded", False)
