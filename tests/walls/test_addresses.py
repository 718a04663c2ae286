"""Every address × method × role, with the other twin's ids. An unknown address fails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tenants.models import Role
from tests.walls.addresses import EVERYBODY, MEMBERS, ROWS, url
from tests.walls.conftest import Twin, fingerprint

METHODS = ("get", "post", "put", "patch", "delete")
# Nothing there, not by that method, or closed to the role whatever the id.
CLOSED_DOORS = {403, 404, 405}


def walk(patterns, prefix: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from walk(one.url_patterns, prefix + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield prefix + str(one.pattern)


def test_every_address_has_its_line():
    served = {path for path in walk(get_resolver().url_patterns) if not path.startswith("admin/")}

    assert served - known() == set(), "Add it to tests/walls/addresses.py."
    assert known() - served == set(), "It is gone: remove it from tests/walls/addresses.py."


@pytest.mark.parametrize("role", Role.values)
def test_another_agencys_rows_are_not_found(ours: Twin, theirs: Twin, role: str):
    client = signed_in(ours, role)
    before = fingerprint(theirs)

    answers = {
        (path, method): send(client, method, url(path, named, theirs)).status_code
        for path, named in ROWS.items()
        for method in METHODS
    }

    assert {key: code for key, code in answers.items() if code not in CLOSED_DOORS} == {}
    for path in ROWS:
        assert {403, 404} & {answers[path, method] for method in METHODS}, path
    assert fingerprint(theirs) == before


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER])
def test_an_unserved_brands_rows_are_not_found(ours: Twin, role: str):
    client = signed_in(ours, role)
    before = fingerprint(ours)

    answers = {
        (path, method): send(client, method, url(path, named, ours, unserved=True)).status_code
        for path, named in ROWS.items()
        if named.of_a_brand
        for method in METHODS
    }

    assert {key: code for key, code in answers.items() if code not in CLOSED_DOORS} == {}
    assert fingerprint(ours) == before


@pytest.mark.parametrize("role", Role.values)
def test_pages_and_lists_show_nothing_of_the_other_twin(ours: Twin, theirs: Twin, role: str):
    client = signed_in(ours, role)
    shown = {"Theirs", str(theirs.conversation.uuid), str(theirs.office.brand.uuid)}

    for path in sorted(MEMBERS | {""}):
        answer = client.get(url(path))
        assert answer.status_code in {200, 302, 400, 403, 404, 405}, path
        assert [word for word in shown if word in answer.content.decode()] == [], path


def test_nobody_gets_in_without_signing_in(ours: Twin):
    client = Client(raise_request_exception=False)
    before = fingerprint(ours)
    urls = [url(path) for path in MEMBERS] + [
        url(path, named, ours) for path, named in ROWS.items()
    ]

    for address in urls:
        for method in METHODS:
            answer = send(client, method, address)
            to_sign_in = answer.status_code == 302 and "/accounts/login/" in answer["Location"]
            assert answer.status_code in {401, 403, 404, 405} or to_sign_in, (method, address)

    assert fingerprint(ours) == before


def known() -> set[str]:
    return EVERYBODY | MEMBERS | set(ROWS)


def signed_in(twin: Twin, role: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(twin.office.members[role].user)
    return client


def send(client: Client, method: str, url: str):
    if method == "get":
        return client.get(url)
    return getattr(client, method)(url, {}, content_type="application/json")
