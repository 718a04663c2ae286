"""Token buckets: how often something may happen, counted in Redis for all processes together.

Looking, deciding and taking is one script, so that two requests cannot both have the last token,
as they can with a number in a cache. While Redis is away, every process counts for itself.
"""

import math
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings

from tenants import breaker
from tenants.errors import TooMany

# A bucket is kept as the moment at which it will be full again, and forgotten after it.
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local count, rate, burst = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local owed = tonumber(redis.call('GET', KEYS[1]) or now) - now
-- Whatever a clock or another limit left behind: no more than an empty bucket owes.
owed = math.min(math.max(owed, 0), burst / rate)
local wait = owed + (count - burst) / rate
if wait > tonumber(ARGV[4]) then
    return math.ceil(wait)
end
owed = owed + count / rate
redis.call('SET', KEYS[1], string.format('%.6f', now + owed), 'PX', math.ceil(owed * 1000))
return 0
"""
# Seconds by which sums of fractions may be wrong.
TOLERANCE = 0.0001


class Limit(NamedTuple):
    """``rate`` tokens a second flow in, and ``burst`` fit. A rate of 0 is no limit."""

    rate: float
    burst: int


def per_minute(count: int) -> Limit:
    return Limit(count / 60, count)


def take(name: str, limit: Limit, count: int = 1) -> None:
    """Take tokens from a bucket. Raises TooMany with the seconds until there are as many."""
    if not limit.rate:
        return
    wait = breaker.guarded(
        lambda: _take_from_redis(name, limit, count),
        otherwise=lambda: _memory.take(name, limit, count),
    )
    if wait:
        raise TooMany(wait)


class Memory:
    """The buckets of one process, for as long as Redis is away."""

    MOST = 50_000

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._full_at: dict[str, float] = {}

    def take(self, name: str, limit: Limit, count: int) -> int:
        """0 when they were taken, or else the seconds to wait."""
        with self._lock:
            now = self._clock()
            owed = max(self._full_at.get(name, now) - now, 0)
            wait = owed + (count - limit.burst) / limit.rate
            if wait > TOLERANCE:
                return math.ceil(wait)
            self._make_room(now)
            self._full_at[name] = now + owed + count / limit.rate
            return 0

    def _make_room(self, now: float) -> None:
        """Addresses are cheap to an attacker, and memory is not to us."""
        if len(self._full_at) < self.MOST:
            return
        self._full_at = {name: at for name, at in self._full_at.items() if at > now}
        if len(self._full_at) >= self.MOST:
            self._full_at.clear()


_memory = Memory()


def _take_from_redis(name: str, limit: Limit, count: int) -> int:
    key = f"{settings.REALTIME_PREFIX}:bucket:{name}"
    return int(_script()(keys=[key], args=[count, limit.rate, limit.burst, TOLERANCE]))


@cache
def _script() -> Any:
    return breaker.client().register_script(TAKE)
