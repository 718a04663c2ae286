"""Addresses that clients write down lead to the public internet and nowhere else."""

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import pytest

from leads.safe_http import Unreachable, checked_address, is_public, post
from tests.leads.receiver import running_receiver

PRIVATE = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::127.0.0.1",
    "64:ff9b::169.254.169.254",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a00:1::",
    "2002:a9fe:a9fe::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.32.0.1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::",
    "2001:4860:4860::8888",
    "2606:4700:4700::1111",
    "2a00:1450:4014:80b::200e",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_on_the_internet(address: str):
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is(address: str):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1/", "private"),
        ("https://localhost/", "private"),
        ("http://127.1/", "private"),
        ("http://2130706433/", "private"),
        ("http://0x7f.0.0.1/", "private"),
        ("http://0177.0.0.1/", "address"),
        ("http://0/", "private"),
        ("http://[::1]/", "private"),
        ("http://[::ffff:7f00:1]/", "private"),
        ("http://[64:ff9b::a9fe:a9fe]/", "private"),
        ("http://169.254.169.254/latest/meta-data/", "private"),
        ("http://127.0.0.1:6379/", "port"),
        ("https://firma.sk:8443/", "port"),
        ("http://firma.sk:443/", "port"),
        ("https://user:secret@127.0.0.1/", "address"),
        ("ftp://firma.sk/", "address"),
        ("file:///etc/passwd", "address"),
        ("gopher://127.0.0.1/", "address"),
        ("https:///", "address"),
        ("firma.sk", "address"),
        ("", "address"),
        ("https://no-such-name.invalid/", "name"),
    ],
)
def test_nothing_is_sent_inside(url: str, why: str):
    with pytest.raises(Unreachable) as refusal:
        post(url, content=b"{}", headers={})

    assert str(refusal.value) == why


def found(*addresses: str) -> list[Any]:
    """What a name server says."""
    kinds = [socket.AF_INET6 if ":" in one else socket.AF_INET for one in addresses]
    return [(kind, 1, 6, "", (one, 443)) for kind, one in zip(kinds, addresses, strict=True)]


@pytest.mark.parametrize(
    "addresses", [["10.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2001:4860:4860::8888", "::1"]]
)
def test_one_private_address_is_enough_to_refuse_a_name(monkeypatch, addresses):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found(*addresses))

    with pytest.raises(Unreachable, match="private"):
        post("https://crm.example/", content=b"{}", headers={})


def test_a_name_server_that_is_slow_costs_a_bounded_time(monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr("leads.safe_http.TOTAL_SECONDS", 0.2)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(30))
    begun = time.monotonic()

    with pytest.raises(Unreachable, match="timeout"):
        post("https://crm.example/", content=b"{}", headers={})
    took = time.monotonic() - begun
    answered.set()

    assert took < 15


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    """A second look at the name would be told another one."""
    answers = [found("8.8.8.8"), found("127.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop(0))
    sent: list[tuple[str, Any, Any]] = []

    async def record(self: Any, request: Any) -> Any:
        extension = request.extensions.get("sni_hostname")
        sent.append((request.url.host, request.headers["Host"], extension))
        raise OSError

    monkeypatch.setattr("httpx.AsyncHTTPTransport.handle_async_request", record)

    with pytest.raises(Unreachable, match="connection"):
        post("https://crm.example/leads", content=b"{}", headers={})
    assert sent == [("8.8.8.8", "crm.example", "crm.example")]
    assert len(answers) == 1


def test_the_certificate_must_be_of_the_name(settings, tmp_path):
    """TLS is told the name, not the address, and who it is not signed for is not trusted."""
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.sni_callback = lambda _, name, __: names.append(name)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        settings.WEBHOOK_TRUSTED = [f"localhost:{port}"]

        def answer() -> None:
            connection, _ = server.accept()
            with connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True)

        thread = threading.Thread(target=answer)
        thread.start()
        with pytest.raises(Unreachable, match="connection"):
            post(f"https://localhost:{port}/", content=b"{}", headers={})
        thread.join()

    assert names == ["localhost"]


def test_proxies_of_the_environment_are_not_asked(settings, monkeypatch):
    with running_receiver() as proxy, running_receiver() as receiver:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "https_proxy"):
            monkeypatch.setenv(name, f"http://{proxy.trusted}")
        settings.WEBHOOK_TRUSTED = [receiver.trusted]

        assert post(receiver.url, content=b"{}", headers={}) == 200
        assert (len(proxy.requests), len(receiver.requests)) == (0, 1)


def test_a_second_address_is_tried_when_the_first_refuses(settings, monkeypatch):
    with running_receiver() as receiver:
        settings.WEBHOOK_TRUSTED = [f"crm.example:{receiver.port}"]
        there = found("::1", "127.0.0.1")
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there)

        status = post(f"http://crm.example:{receiver.port}/", content=b"{}", headers={})

    assert (status, receiver.requests[0].headers["Host"]) == (200, f"crm.example:{receiver.port}")


def test_a_second_address_is_tried_when_the_first_is_silent(settings, monkeypatch):
    """As where a name has an address of IPv6 and the way to it is lost."""
    monkeypatch.setattr("leads.safe_http.CONNECT_SECONDS", 0.3)
    with running_receiver() as receiver, deaf("127.0.0.2", receiver.port):
        settings.WEBHOOK_TRUSTED = [f"crm.example:{receiver.port}"]
        there = found("127.0.0.2", "127.0.0.1")
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: there)

        assert post(f"http://crm.example:{receiver.port}/", content=b"{}", headers={}) == 200


@contextmanager
def deaf(host: str, port: int) -> Iterator[None]:
    """Somebody who listens and takes no call: the line is full."""
    with ExitStack() as stack:
        stack.enter_context(socket.create_server((host, port), backlog=0))
        for _ in range(2):
            caller = stack.enter_context(socket.socket())
            caller.setblocking(False)
            caller.connect_ex((host, port))
        yield


@pytest.mark.parametrize(
    "address",
    [
        "",
        "firma.sk",
        "ftp://firma.sk",
        "http://firma.sk/",
        "https://a:b@firma.sk/",
        "https://firma.sk:22/",
        "https://",
    ],
)
def test_what_cannot_be_a_webhook_is_not_kept(address: str):
    with pytest.raises(ValueError, match="https"):
        checked_address(address)


def test_what_can_is(settings):
    assert checked_address(" https://crm.firma.sk/leads?key=1 ") == (
        "https://crm.firma.sk/leads?key=1"
    )
    settings.WEBHOOK_TRUSTED = ["crm.inside:8000"]
    assert checked_address("http://crm.inside:8000/") == "http://crm.inside:8000/"
    with pytest.raises(ValueError, match="long"):
        checked_address(f"https://firma.sk/{'x' * 500}")
