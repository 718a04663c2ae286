"""Calls over HTTP, with two ways to fail: nobody there, or an answer that says no."""

from typing import Any

import httpx

from conversations.serializers import Wire

# Refusals that pass by themselves.
PASSING = ("rate", "unavailable")


class Unreachable(Exception):
    """No answer, or one that a later try may not get."""


class Refused(Exception):
    def __init__(self, code: str, retry_after: float | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after

    @property
    def is_passing(self) -> bool:
        return self.code in PASSING


def open_http(base_url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=16)
    return httpx.AsyncClient(
        base_url=base_url,
        headers={"Origin": base_url, "Referer": f"{base_url}/"},
        timeout=10,
        limits=limits,
        trust_env=False,
    )


async def request(http: httpx.AsyncClient, method: str, path: str, **kwargs: Any) -> httpx.Response:
    try:
        response = await http.request(method, path, **kwargs)
    except httpx.HTTPError as error:
        raise Unreachable(repr(error)) from error
    if response.status_code >= 500 or response.status_code == 429:
        raise Unreachable(f"{method} {path}: {response.status_code}")
    return response


async def call(http: httpx.AsyncClient, method: str, path: str, **kwargs: Any) -> Wire:
    """The JSON that the address answers. Raises Unreachable or Refused."""
    response = await request(http, method, path, **kwargs)
    answer: Wire = response.json()
    if response.is_error:
        raise Refused(answer.get("code", str(response.status_code)))
    return answer
