"""A bucket gives what it holds, to nobody twice, and never waits for Redis."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tenants import breaker, buckets
from tenants.buckets import Limit, Memory, per_minute, take
from tenants.errors import TooMany

HOURLY = Limit(1 / 3600, 5)


def taken(name: str, limit: Limit, count: int = 1) -> bool:
    try:
        take(name, limit, count)
    except TooMany:
        return False
    return True


@pytest.fixture
def name() -> str:
    return f"test:{uuid4()}"


@pytest.fixture
def key(settings, name) -> str:
    return f"{settings.REALTIME_PREFIX}:bucket:{name}"


def test_a_burst_is_let_through_and_no_more(name):
    assert [taken(name, HOURLY) for _ in range(7)] == [True] * 5 + [False] * 2


def test_who_is_refused_learns_for_how_long(name):
    for _ in range(5):
        take(name, HOURLY)

    with pytest.raises(TooMany) as refused:
        take(name, HOURLY)

    assert 3590 <= refused.value.retry_after <= 3600


def test_what_is_not_there_is_not_taken_in_part(name):
    assert not taken(name, HOURLY, 6)
    assert taken(name, HOURLY, 5)


def test_tokens_flow_in(name):
    quick = Limit(50, 1)

    assert taken(name, quick)
    assert not taken(name, quick)
    with pytest.raises(TooMany) as refused:
        take(name, quick)
    assert refused.value.retry_after == 1


def test_a_rate_of_zero_is_no_limit(name):
    assert all(taken(name, Limit(0, 0)) for _ in range(100))


def test_many_at_once_get_no_token_twice(name):
    """Reading a number, deciding and writing it back would let several through."""
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: taken(name, Limit(1 / 3600, 40)), range(200)))

    assert sum(answers) == 40


def test_a_full_bucket_is_forgotten(name, key):
    take(name, per_minute(60), 3)

    with breaker.client() as redis:
        assert 2000 < redis.pttl(key) <= 3000


def test_a_clock_that_was_wrong_costs_no_more_than_an_empty_bucket(name, key):
    with breaker.client() as redis:
        redis.set(key, "99999999999.0")

    with pytest.raises(TooMany) as refused:
        take(name, Limit(1, 5))

    assert refused.value.retry_after <= 1


def test_a_redis_that_refuses_to_write_limits_nobody_more(name, monkeypatch):
    monkeypatch.setattr(buckets, "_memory", Memory())
    with breaker.client() as redis:
        redis.config_set("maxmemory-policy", "noeviction")
        redis.config_set("maxmemory", 1)
        try:
            answers = [taken(name, HOURLY) for _ in range(7)]
        finally:
            redis.config_set("maxmemory", 0)

    assert answers == [True] * 5 + [False] * 2


def test_memory_counts_as_redis_does():
    clock = [100.0]
    memory = Memory(lambda: clock[0])
    limit = Limit(2, 3)

    assert [memory.take("one", limit, 1) for _ in range(4)] == [0, 0, 0, 1]
    clock[0] += 0.5
    assert [memory.take("one", limit, 1) for _ in range(2)] == [0, 1]
    assert memory.take("other", limit, 3) == 0
    clock[0] += 100
    assert [memory.take("one", limit, 1) for _ in range(4)] == [0, 0, 0, 1]


def test_memory_does_not_grow_with_the_addresses_of_an_attacker(monkeypatch):
    monkeypatch.setattr(Memory, "MOST", 100)
    memory = Memory(lambda: 0.0)

    for number in range(1000):
        memory.take(str(number), HOURLY, 1)

    assert len(memory._full_at) <= 100
