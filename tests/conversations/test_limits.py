"""How much one address, one visitor and one brand's strangers may ask for, over REST."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from conversations import limits
from conversations.actions.conversations import close_by_system
from conversations.actions.messages import VisitorMessage, leave_message
from conversations.models import Conversation, Outcome, Visitor, VisitorSession
from conversations.tokens import Access, sign_access
from tenants.errors import TooMany
from tenants.models import Brand
from tests.factories import Office, make_access, say

HERE, THERE = "203.0.113.7", "203.0.113.8"
Ask = Callable[..., Any]


@pytest.fixture
def ask(office: Office) -> Ask:
    """POST to the visitor's REST from an address."""

    def post(call: str, body: object = None, *, brand: Brand | None = None, **meta: Any) -> Any:
        path = f"/api/widget/v1/{(brand or office.brand).public_key}/{call}"
        text = body if isinstance(body, str) else json.dumps(body or {})
        return Client(**({"REMOTE_ADDR": HERE} | meta)).post(
            path, text, content_type="application/json"
        )

    return post


def bearer(access: Access) -> str:
    return f"Bearer {sign_access(access)}"


def a_message(**fields: object) -> dict[str, object]:
    return {"client_id": str(uuid4()), "body": "Hello", "name": "A", "email": "a@b.sk", **fields}


def codes(answers: list[Any]) -> list[int]:
    return [answer.status_code for answer in answers]


def rows(office: Office) -> int:
    with office.scope():
        kept = (Visitor, VisitorSession, Conversation)
        return sum(model.objects.count() for model in kept)


def test_an_address_opens_so_many_sessions_at_a_brand(office, ask, settings):
    settings.ADDRESS_RATE = 5

    answers = [ask("session") for _ in range(7)]

    assert codes(answers) == [200] * 5 + [429] * 2
    refused = answers[-1]
    assert refused.json()["code"] == "rate"
    assert 1 <= refused.json()["retry_after"] == int(refused["Retry-After"]) <= 12
    assert ask("session", REMOTE_ADDR=THERE).status_code == 200
    assert ask("session", brand=office.brands[1]).status_code == 200


def test_a_made_up_address_is_nobody(ask, settings):
    settings.ADDRESS_RATE = 2

    spoofed = [ask("session", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}") for n in range(4)]

    assert codes(spoofed) == [200, 200, 429, 429]
    settings.TRUSTED_PROXIES = 1
    behind = [ask("session", HTTP_X_FORWARDED_FOR=f"198.51.100.{n}, {THERE}") for n in range(4)]
    assert codes(behind) == [200, 200, 429, 429]


def test_an_ipv6_customer_is_one_address(ask, settings):
    settings.ADDRESS_RATE = 2

    answers = [ask("session", REMOTE_ADDR=f"2001:db8:1:2::{n:x}") for n in range(3)]

    assert codes(answers) == [200, 200, 429]
    assert ask("session", REMOTE_ADDR="2001:db8:1:3::1").status_code == 200


def test_a_visitor_says_so_much_over_rest(office, ask, settings):
    settings.VISITOR_RATE = 1
    access = make_access(office.brand)

    answers = [ask("messages", a_message(), HTTP_AUTHORIZATION=bearer(access)) for _ in range(25)]

    assert codes(answers[:10]) == [201] * 10
    assert 429 in codes(answers)
    other = ask("messages", a_message(), HTTP_AUTHORIZATION=bearer(make_access(office.brand)))
    assert other.status_code == 201


@pytest.mark.parametrize("call", ["messages", "offline", "rating", "end"])
def test_whatever_a_visitor_says_comes_from_one_bucket(office, ask, settings, call):
    settings.VISITOR_RATE = 1
    access = make_access(office.brand)
    limits.speak_for_a_second(access.visitor)
    for _ in range(9):
        limits.speak(access.visitor)

    answer = ask(call, a_message(), HTTP_AUTHORIZATION=bearer(access))

    assert (answer.status_code, answer.json()["code"]) == (429, "rate")


def test_a_visitor_reads_so_much_over_rest(office, settings):
    settings.VISITOR_RATE = 1
    access = make_access(office.brand)
    conversation = say(office.brand, access)
    client = Client(headers={"Authorization": bearer(access)})
    path = f"/api/widget/v1/{office.brand.public_key}/events"

    answers = [client.get(path, {"conv": str(conversation.uuid)}) for _ in range(25)]

    assert codes(answers[:10]) == [200] * 10
    assert 429 in codes(answers)


def test_a_socket_asks_for_a_second_at_a_time(settings):
    settings.VISITOR_RATE = 4
    visitor = uuid4()

    assert [limits.speak_for_a_second(visitor) for _ in range(10)] == [4] * 10
    with pytest.raises(TooMany):
        limits.speak_for_a_second(visitor)
    settings.VISITOR_RATE = 0
    assert limits.speak_for_a_second(visitor) > 10**9


def test_an_address_begins_so_many_chats_and_goes_on_with_them(office, settings):
    settings.ADDRESS_RATE = 20
    home = b"one address here"
    first, second, third = (make_access(office.brand)._replace(address=home) for _ in range(3))
    say(office.brand, first)
    say(office.brand, second)

    with pytest.raises(TooMany):
        say(office.brand, third)

    with office.scope():
        assert not Visitor.objects.filter(uuid=third.visitor).exists()
    assert say(office.brand, first._replace(is_known=True), "And another thing").pk
    assert say(office.brand, third._replace(address=b"another address.")).pk


def test_an_address_leaves_few_messages(office, ask, settings):
    settings.ADDRESS_RATE = 80
    home = b"one address here"

    answers = [
        ask("offline", a_message(), HTTP_AUTHORIZATION=bearer(of_address(office, home)))
        for _ in range(4)
    ]

    assert codes(answers) == [201, 201, 429, 429]


def of_address(office: Office, address: bytes) -> Access:
    return make_access(office.brand)._replace(address=address)


def test_a_visitor_uploads_five_files_a_minute():
    visitor: UUID = uuid4()
    for _ in range(5):
        limits.upload(visitor)

    with pytest.raises(TooMany):
        limits.upload(visitor)


@pytest.fixture
def full(office: Office) -> list[Conversation]:
    """As many open chats as the brand takes of strangers."""
    office.brand.open_limit = 2
    return [say(office.brand, make_access(office.brand)) for _ in range(2)]


def test_a_brand_takes_so_many_strangers_at_once(office, full):
    before = rows(office)

    with pytest.raises(TooMany) as refused:
        say(office.brand, make_access(office.brand))

    assert refused.value.retry_after == 60
    assert rows(office) == before
    assert say(office.brands[1], make_access(office.brands[1])).pk


def test_when_one_has_ended_the_next_is_taken(office, full):
    with office.scope():
        close_by_system(full[0], outcome=Outcome.LEFT)

    assert say(office.brand, make_access(office.brand)).pk


def test_who_is_in_goes_on_but_comes_back_as_a_stranger_does(office):
    office.brand.open_limit = 1
    one, other = make_access(office.brand), make_access(office.brand)
    ended = say(office.brand, one)
    assert say(office.brand, one, "More").pk == ended.pk
    with office.scope():
        close_by_system(ended, outcome=Outcome.LEFT)
    say(office.brand, other)

    with pytest.raises(TooMany):
        say(office.brand, one, "It is me again")


def test_a_known_visitor_and_a_message_for_later_are_taken(office, full):
    known = make_access(office.brand)
    with office.scope():
        Visitor.objects.create(
            agency=office.agency, brand=office.brand, uuid=known.visitor, is_verified=True
        )

    assert say(office.brand, known).pk
    leave_message(office.brand, make_access(office.brand), VisitorMessage(uuid4(), "Call me"))


def test_without_a_limit_everybody_is_taken(office, full):
    office.brand.open_limit = 0

    assert say(office.brand, make_access(office.brand)).pk


def test_nothing_is_stored_before_the_first_message(office, ask):
    access = make_access(office.brand)
    first = ask("session").json()
    ask("session", {"refresh": first["refresh"]})
    client = Client(headers={"Authorization": bearer(access)})
    base = f"/api/widget/v1/{office.brand.public_key}/"
    client.get(base + "status")
    client.get(f"/w/{office.brand.public_key}/")
    client.get(base + "events", {"conv": str(uuid4())})
    for call in ("rating", "end"):
        ask(call, a_message(conv=str(uuid4()), score=5), HTTP_AUTHORIZATION=bearer(access))
    ask("messages", a_message(conv=str(uuid4())), HTTP_AUTHORIZATION=bearer(access))
    ask("messages", a_message(body=" "), HTTP_AUTHORIZATION=bearer(access))
    ask("messages", a_message(body="x" * 5000), HTTP_AUTHORIZATION=bearer(access))

    assert rows(office) == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ("", 400, "invalid"),
        ("no json", 400, "invalid"),
        ("[]", 400, "invalid"),
        ('"text"', 400, "invalid"),
        ("null", 400, "invalid"),
        ('{"body": NaN}', 400, "invalid"),
        ("[" * 30000 + "]" * 30000, 400, "invalid"),
        ('{"a":' * 10000 + "1" + "}" * 10000, 400, "invalid"),
        (json.dumps(a_message(body="a\x00b")), 400, "invalid"),
        (json.dumps(a_message(body="\ud800")), 400, "invalid"),
        (json.dumps(a_message(page={"url": "\ud800"})), 400, "invalid"),
        (json.dumps(a_message(page=[])), 400, "invalid"),
        (json.dumps(a_message(conv="5")), 400, "invalid"),
        (json.dumps(a_message(body="x" * 4001)), 413, "too_large"),
        (json.dumps(a_message(x="x" * 70000)), 413, "too_large"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_strange_bodies_are_answered_and_store_nothing(office, ask, body, status, code):
    answer = ask("messages", body, HTTP_AUTHORIZATION=bearer(make_access(office.brand)))

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert rows(office) == 0
