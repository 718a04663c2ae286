"""A prepared reply that was sent as it is, and one that became the agent's own words."""

from uuid import uuid4

import pytest

from conversations.actions.messages import write_as_member
from conversations.canned import fill_variables, is_edited
from conversations.models import Conversation, Event
from tests.factories import Office, make_access, make_available, make_canned, say

SHIPPING = "Hello {{visitor|there}}, we ship to the whole of Slovakia within two working days."


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("Hello {{visitor}}", "Hello Eva"),
        ("Hello {{ visitor | there }}", "Hello Eva"),
        ("Hello {{nobody|there}}", "Hello there"),
        ("Hello {{nobody}}", "Hello [nobody]"),
    ],
)
def test_variables_are_filled_as_in_the_console(template: str, filled: str):
    assert fill_variables(template, {"visitor": "Eva"}) == filled


@pytest.mark.parametrize(
    ("body", "edited"),
    [
        ("Hello Eva, we ship to the whole of Slovakia within two working days.", False),
        ("Hello Eva,\n\nwe ship to the whole of Slovakia within two working days.", False),
        ("Hello Eva, we ship to the whole of Slovakia within three working days.", False),
        ("We ship to Slovakia within two days.", True),
        ("Hello Eva, your parcel left this morning and will be there tomorrow.", True),
    ],
)
def test_a_reply_is_edited_when_its_words_differ(body: str, edited: bool):
    assert is_edited(body, fill_variables(SHIPPING, {"visitor": "Eva"})) is edited


def test_long_texts_of_one_word_are_compared_at_once():
    assert is_edited("no " * 1300, "yes " * 1000 + "no " * 300)


@pytest.fixture
def conversation(office: Office) -> Conversation:
    make_available(office.agent)
    return say(office.brand, make_access(office.brand), name="Eva")


@pytest.mark.parametrize(("body", "edited"), [("Hello Eva", False), ("Good morning!", True)])
def test_the_log_keeps_whether_it_was_edited(
    office: Office, conversation: Conversation, body: str, edited: bool
):
    reply = make_canned(office, body="Hello {{visitor}}")
    data = written(office, conversation, body, str(reply.uuid))

    assert data == {"canned": str(reply.uuid), "edited": edited}


@pytest.mark.parametrize("canned", [str(uuid4()), "no id"])
def test_a_reply_out_of_reach_is_nobodys_text(
    office: Office, conversation: Conversation, canned: str
):
    assert written(office, conversation, "Hello", canned) == {"canned": canned, "edited": True}


def test_what_is_written_by_hand_says_nothing_of_it(office: Office, conversation: Conversation):
    assert written(office, conversation, "Hello", None) is None


def written(office: Office, conversation: Conversation, body: str, canned: str | None):
    with office.scope():
        write_as_member(
            conversation, member=office.member, body=body, client_id=uuid4(), canned=canned
        )
        return Event.objects.filter(conversation=conversation, kind="message").latest("seq").data
