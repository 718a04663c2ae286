"""What visitors say of themselves is checked at both doors alike."""

from uuid import uuid4

import pytest

from conversations.models import Conversation, Visitor

UNFIT = [
    {"name": "x" * 121},
    {"email": "not an address"},
    {"email": f"{'x' * 60}@{'y' * 60}.{'z' * 60}.{'z' * 60}.{'z' * 60}.example"},
]


def message(**claims: str) -> dict[str, object]:
    return {"conv": None, "client_id": str(uuid4()), "body": "Hello", **claims}


@pytest.mark.parametrize("claims", UNFIT)
def test_a_claim_that_cannot_be_is_refused_and_the_socket_lives(office, visitor, claims):
    one = visitor(office.brand).connect()

    one.send({"t": "send", **message(**claims)})

    assert one.expect_type("nack")["code"] == "invalid"
    with office.scope():
        assert not Visitor.objects.exists()
    assert one.say("Just this")["t"] == "ack"


@pytest.mark.parametrize("claims", UNFIT)
def test_rest_refuses_it_too(office, visitor, claims):
    one = visitor(office.brand)

    answer = one.api.post("messages", json=message(**claims), headers=one.headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) == set(claims)
    with office.scope():
        assert not Conversation.objects.exists()
