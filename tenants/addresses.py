"""Where a request comes from: the client's address behind our own proxies, and its network.

X-Forwarded-For is written from left to right, and the client may begin it with anything. What our
own proxies wrote is on its right, so TRUSTED_PROXIES says how many entries from there are true.
"""

import logging
from functools import cache
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

logger = logging.getLogger(__name__)

SALT = "switchboard.address"
# One IPv6 customer has a /64 at least, with more addresses in it than can be counted.
IPV6_PREFIX = 64
UNKNOWN = "unknown"


def address_of_request(request: HttpRequest) -> str:
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    return client_address(request.META.get("REMOTE_ADDR") or "", forwarded)


def address_of_scope(scope: dict[str, Any]) -> str:
    """Of an ASGI connection."""
    forwarded = [value for name, value in scope["headers"] if name == b"x-forwarded-for"]
    peer = scope.get("client") or [""]
    return client_address(peer[0], b",".join(forwarded).decode("latin-1"))


def client_address(peer: str, forwarded: str) -> str:
    """The address that the outermost of our proxies was called from; the peer's without any."""
    proxies = settings.TRUSTED_PROXIES
    entries = [entry.strip() for entry in forwarded.split(",") if entry.strip()]
    if entries and not proxies:
        _ask_about_proxies()
    if not proxies or not entries:
        return peer
    return _without_port(entries[-min(proxies, len(entries))])


def network_of(address: str) -> str:
    """What counts as one place: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped is None:
            return str(ip_network((parsed, IPV6_PREFIX), strict=False))
        parsed = parsed.ipv4_mapped
    return str(parsed)


def fingerprint(brand_key: str, address: str) -> bytes:
    """A brand's own name for a network, from which nobody without SECRET_KEY finds it."""
    value = f"{brand_key}/{network_of(address)}"
    return salted_hmac(SALT, value, algorithm="sha256").digest()[:16]


@cache
def _ask_about_proxies() -> None:
    """Once: a forgotten setting looks like a flood of everybody, and any client can send it."""
    logger.warning(
        "X-Forwarded-For is not looked at. If a proxy of yours adds it, set TRUSTED_PROXIES."
    )


def _without_port(entry: str) -> str:
    """Some proxies write the port too: 192.0.2.1:443, [2001:db8::1]:443."""
    if entry.startswith("["):
        return entry[1:].partition("]")[0]
    host, _, port = entry.partition(":")
    return host if port.isdecimal() and "." in host else entry
