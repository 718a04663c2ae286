"""A limit of one socket, counted in its process."""

import time


class Bucket:
    """How often something may happen: ``rate`` a second, ``burst`` at once. 0 is no limit."""

    __slots__ = ("_burst", "_rate", "_tokens", "_when")

    def __init__(self, rate: int, burst: int) -> None:
        self._rate, self._burst, self._tokens = rate, burst, float(burst)
        self._when = time.monotonic()

    def take(self) -> bool:
        if not self._rate:
            return True
        now = time.monotonic()
        self._tokens = min(self._burst, self._tokens + (now - self._when) * self._rate)
        self._when = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
