"""Sending to addresses that clients write down, without being sent into our own network.

The name is looked up once, every address that it has must be a public one, and the connection
goes to one of those addresses, so that nothing can change between the look and the step. TLS
still checks the name. Redirects are not followed, what is answered is not read, and the whole
takes no longer than ``TOTAL_SECONDS``.
"""

import asyncio
import ipaddress
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from ipaddress import IPv4Address, IPv6Address

import httpx
from django.conf import settings
from django.utils.translation import gettext as _

from tenants.outbox import NotSent

TOTAL_SECONDS = 10
CONNECT_SECONDS = 4
PORTS = {"http": 80, "https": 443}
MAX_ADDRESS = 500
MAX_TRIED = 3

Address = IPv4Address | IPv6Address

# Public by their numbers, and yet somebody's inside: relays, and what clouds tell their own.
NEVER = [
    ipaddress.ip_network(one)
    for one in ("192.88.99.0/24", "168.63.129.16/32", "192.0.0.0/24", "2001::/23", "3fff::/20")
]
# Addresses that carry an IPv4 one: it is the one that counts.
NAT64 = ipaddress.ip_network("64:ff9b::/96")
GLOBAL_IPV6 = ipaddress.ip_network("2000::/3")


class Unreachable(NotSent):
    """There was no answer. The text says why, and nothing about our network."""


def checked_address(text: str) -> str:
    """A webhook's address that may be tried. Raises ValueError with what to do."""
    text = text.strip()
    try:
        url = httpx.URL(text)
        _check_url(url)
        # Names and numbers of people do not cross the internet for everybody to read.
        if url.scheme == "http" and not _is_trusted(url.host, _port(url)):
            raise Unreachable("address")
    except (httpx.InvalidURL, Unreachable, UnicodeError):
        raise ValueError(_("Write an address that begins with https://, without a port.")) from None
    if len(text) > MAX_ADDRESS:
        raise ValueError(_("This address is too long."))
    return text


def is_public(address: Address) -> bool:
    """Whether it is on the internet, and leads nowhere else."""
    if isinstance(address, IPv6Address):
        carried = _carried(address)
        if carried is not None:
            return is_public(carried)
        if address not in GLOBAL_IPV6:
            return False
    if any(address in network for network in NEVER if network.version == address.version):
        return False
    return address.is_global and not address.is_multicast and not address.is_reserved


def post(url: str, *, content: bytes, headers: dict[str, str]) -> int:
    """Send once; the status of the answer. Raises Unreachable."""
    try:
        return asyncio.run(_post(url, content, headers))
    except TimeoutError:
        raise Unreachable("timeout") from None
    except httpx.InvalidURL:
        raise Unreachable("address") from None
    except (httpx.HTTPError, OSError) as error:
        raise Unreachable(_kind_of(error)) from None


async def _post(url: str, content: bytes, headers: dict[str, str]) -> int:
    limits = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    async with asyncio.timeout(TOTAL_SECONDS):
        async with (
            httpx.AsyncClient(transport=SafeTransport(), trust_env=False, timeout=limits) as client,
            # Only the head of the answer is read.
            client.stream("POST", url, content=content, headers=headers) as answer,
        ):
            return answer.status_code


class SafeTransport(httpx.AsyncBaseTransport):
    """Connects to the addresses that were checked, under the name that was asked for."""

    def __init__(self) -> None:
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        _check_url(request.url)
        host = request.url.raw_host.decode("ascii")
        addresses = await _public_addresses(host, _port(request.url))
        for address in addresses[:-1]:
            try:
                return await self._send(request, host, address)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return await self._send(request, host, addresses[-1])

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def _send(self, request: httpx.Request, host: str, address: str) -> httpx.Response:
        pinned = httpx.Request(
            request.method,
            request.url.copy_with(host=address),
            # With the Host that was asked for.
            headers=request.headers,
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": host},
        )
        return await self._inner.handle_async_request(pinned)


def _check_url(url: httpx.URL) -> None:
    if url.scheme not in PORTS or not url.host or url.userinfo:
        raise Unreachable("address")
    if _port(url) != PORTS[url.scheme] and not _is_trusted(url.host, _port(url)):
        raise Unreachable("port")


def _port(url: httpx.URL) -> int:
    return url.port or PORTS[url.scheme]


def _is_trusted(host: str, port: int) -> bool:
    return f"{host}:{port}" in settings.WEBHOOK_TRUSTED


async def _public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a name. When one of them is not public, none is."""
    ask = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    thread = ThreadPoolExecutor(max_workers=1)
    try:
        found = await asyncio.get_running_loop().run_in_executor(thread, ask)
    except (OSError, UnicodeError):
        raise Unreachable("name") from None
    finally:
        # The loop would wait for its own threads, however long a name server takes.
        thread.shutdown(wait=False)
    texts = list(dict.fromkeys(str(sockaddr[0]) for *_rest, sockaddr in found))
    # An address with a zone, such as fe80::1%eth0, is one of a local link.
    addresses = [ipaddress.ip_address(text.partition("%")[0]) for text in texts]
    if not addresses:
        raise Unreachable("name")
    if not _is_trusted(host, port) and not all(is_public(address) for address in addresses):
        raise Unreachable("private")
    return texts[:MAX_TRIED]


def _carried(address: IPv6Address) -> IPv4Address | None:
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _kind_of(error: Exception) -> str:
    if isinstance(error, httpx.TimeoutException):
        return "timeout"
    return "connection" if isinstance(error, (httpx.ConnectError, OSError)) else "protocol"
