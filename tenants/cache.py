"""The cache, which nobody waits for: how often somebody has tried to sign in, and the like."""

from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache

from tenants.breaker import PATIENCE, guarded


class RedisOrMemory(BaseCache):
    """Redis; while it does not answer, the memory of this process."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(params)
        self._redis = RedisCache(server, params | {"OPTIONS": PATIENCE})
        self._memory = LocMemCache("fallback", params)

    def _call(self, name: str, *args: Any) -> Any:
        return guarded(
            lambda: getattr(self._redis, name)(*args),
            lambda: getattr(self._memory, name)(*args),
        )

    def add(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        return self._call("add", key, value, timeout, version)

    def get(self, key, default=None, version=None):
        return self._call("get", key, default, version)

    def set(self, key, value, timeout=DEFAULT_TIMEOUT, version=None):
        self._call("set", key, value, timeout, version)

    def touch(self, key, timeout=DEFAULT_TIMEOUT, version=None):
        return self._call("touch", key, timeout, version)

    def delete(self, key, version=None):
        return self._call("delete", key, version)

    def clear(self):
        self._call("clear")
