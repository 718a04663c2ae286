"""Whose address it is, whatever the client writes into X-Forwarded-For."""

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

from tenants.addresses import (
    _ask_about_proxies,
    address_of_request,
    address_of_scope,
    client_address,
    fingerprint,
    network_of,
)

PROXY = "10.0.0.1"
CLIENT = "203.0.113.7"
SPOOFED = "198.51.100.99"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "", PROXY),
        (0, SPOOFED, PROXY),
        (1, CLIENT, CLIENT),
        (1, f"{SPOOFED}, {CLIENT}", CLIENT),
        (1, f"{SPOOFED},{SPOOFED},{CLIENT}", CLIENT),
        (1, "", PROXY),
        (1, " , ", PROXY),
        (2, f"{CLIENT}, 10.0.0.2", CLIENT),
        (2, f"{SPOOFED}, {CLIENT}, 10.0.0.2", CLIENT),
        (2, "10.0.0.2", "10.0.0.2"),
        (1, f"{CLIENT}:51234", CLIENT),
        (1, "[2001:db8::7]:443", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
    ],
)
def test_only_what_our_own_proxies_wrote_counts(settings, proxies, forwarded, address):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(PROXY, forwarded) == address


def test_a_forgotten_setting_is_asked_about_once(settings, caplog):
    settings.TRUSTED_PROXIES = 0
    _ask_about_proxies.cache_clear()

    for _ in range(3):
        client_address(PROXY, CLIENT)

    assert len([line for line in caplog.messages if "TRUSTED_PROXIES" in line]) == 1


def test_requests_and_sockets_are_read_alike(settings):
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"{SPOOFED},{CLIENT}")
    lines = [(b"x-forwarded-for", SPOOFED.encode()), (b"x-forwarded-for", CLIENT.encode())]

    assert address_of_request(request) == CLIENT
    assert address_of_scope({"client": (PROXY, 1), "headers": lines}) == CLIENT
    assert address_of_scope({"client": (PROXY, 1), "headers": []}) == PROXY
    assert address_of_scope({"client": None, "headers": []}) == ""


def test_attempts_to_sign_in_are_counted_by_the_same_address(settings):
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", HTTP_X_FORWARDED_FOR=f"{SPOOFED}, 2001:db8::7")

    assert get_adapter().get_client_ip(request) == "2001:db8::/64"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
        ("unknown", "unknown"),
        ("<script>", "unknown"),
    ],
)
def test_a_network_is_one_place(address, network):
    assert network_of(address) == network


def test_a_fingerprint_is_of_one_brand_and_tells_no_address(settings):
    one = fingerprint("br_a", "2001:db8::1")

    assert one == fingerprint("br_a", "2001:db8::2")
    assert one != fingerprint("br_b", "2001:db8::1")
    assert len(one) == 16
    settings.SECRET_KEY = "another"
    assert one != fingerprint("br_a", "2001:db8::1")
