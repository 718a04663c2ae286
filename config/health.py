"""For whoever watches the process: alive, and ready to take connections."""

import redis
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse

from conversations.consumers.live import Live
from tenants import breaker


def healthz(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"ok": True})


def readyz(request: HttpRequest) -> JsonResponse:
    parts = {"database": _database(), "redis": _redis(), "accepting": Live.is_ready()}
    is_ready = (
        parts["database"] and parts["accepting"]
    )  # Without Redis messages are kept all the same.
    return JsonResponse({"ready": is_ready, **parts}, status=200 if is_ready else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _redis() -> bool:
    try:
        with breaker.client() as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
