"""Calls to Redis from threads and workers: short, once, and none for a while after a failure.

Redis holds nothing that must not be lost, so nobody waits for it longer than a moment: not one
that is dead, and not one that was stopped and takes connections without ever answering.
"""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

TIMEOUT_SECONDS = 1.0
PAUSE_SECONDS = 5.0
# For every client. One retry, for a connection that a restart has cut; more of them, or one
# after a timeout, would multiply the time that each caller waits.
PATIENCE: dict[str, Any] = {
    "socket_timeout": TIMEOUT_SECONDS,
    "socket_connect_timeout": TIMEOUT_SECONDS,
    "retry": Retry(NoBackoff(), 1, supported_errors=(redis.ConnectionError,)),
}


class Breaker:
    """After a failure nobody tries for a while; then one does, and the others wait for it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._again_at: float | None = None

    def may_try(self) -> bool:
        with self._lock:
            if self._again_at is None:
                return True
            now = self._clock()
            if now < self._again_at:
                return False
            self._again_at = now + PAUSE_SECONDS
            return True

    def succeeded(self) -> None:
        self._again_at = None

    def failed(self) -> None:
        if self._again_at is None:
            logger.warning("Redis does not answer; live events wait for the next heartbeat.")
        self._again_at = self._clock() + PAUSE_SECONDS


_breaker = Breaker()


def guarded(call: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
    """What ``call`` answers, or ``otherwise`` while Redis does not."""
    if not _breaker.may_try():
        return otherwise()
    try:
        answer = call()
    except redis.ResponseError as error:
        # It is there and cannot do this one, such as writing with its memory full.
        logger.warning("Redis refused: %s", error)
        return otherwise()
    except (redis.RedisError, OSError):
        _breaker.failed()
        return otherwise()
    _breaker.succeeded()
    return answer


def forget() -> None:
    """Try again at once, for tests that change the server."""
    global _breaker
    _breaker = Breaker()


def client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, **PATIENCE)
