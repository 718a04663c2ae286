from uuid import uuid4

import pytest
from django.test import Client

from conversations.models import Event
from conversations.tokens import access_for, new_refresh
from tests.factories import make_access, say


@pytest.fixture
def post(office):
    """Call an address of a visitor's REST as somebody who has written."""
    access = make_access(office.brand)
    conversation = say(office.brand, access)
    token = access_for(office.brand, access.visitor, new_refresh(access.session), is_known=True)
    client = Client(headers={"Authorization": f"Bearer {token}"})

    def call(name: str, **fields):
        body = {"conv": str(conversation.uuid), "client_id": str(uuid4()), **fields}
        path = f"/api/widget/v1/{office.brand.public_key}/{name}"
        return client.post(path, body, content_type="application/json")

    return call


def test_ending_sent_again_is_answered_with_the_first(office, post):
    client_id = str(uuid4())

    first, again = post("end", client_id=client_id), post("end", client_id=client_id)

    assert again.json() == {**first.json(), "duplicate": True}
    with office.scope():
        assert Event.objects.filter(kind="closed").count() == 1


def test_ending_what_has_ended_is_refused(post):
    post("end")

    answer = post("end")

    assert (answer.status_code, answer.json()["code"]) == (409, "closed")


def test_a_rating_is_kept_once(office, post):
    post("end")
    client_id = str(uuid4())

    answers = [post("rating", client_id=client_id, score=5, comment="Super") for _ in range(2)]

    assert [answer.json()["duplicate"] for answer in answers] == [False, True]
    with office.scope():
        assert [row.data for row in Event.objects.filter(kind="rated")] == [
            {"score": 5, "comment": "Super"}
        ]


@pytest.mark.parametrize("score", [0, 6, "x", None])
def test_a_rating_that_cannot_be_is_refused(post, score):
    answer = post("rating", score=score)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "score" in answer.json()["fields"]
