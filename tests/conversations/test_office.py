"""What office and portal show of conversations: honest numbers, and to each what is theirs."""

from uuid import uuid4

import pytest
from django.test import Client

from conversations.actions.conversations import close_conversation
from conversations.actions.messages import write_as_member
from conversations.history import page_of
from conversations.models import CannedReply, Conversation
from tenants.models import Role
from tests.factories import Office, make_access, make_available, make_canned, say


@pytest.fixture
def manager(office: Office) -> Client:
    client = Client()
    client.force_login(office.members[Role.CLIENT_MANAGER].user)
    return client


@pytest.fixture
def talk(office: Office) -> Conversation:
    """A chat with an answer and a note, ended."""
    make_available(office.agent)
    conversation = say(office.brand, make_access(office.brand), "Is it in stock?", name="Peter")
    with office.scope():
        for body, is_note in (("Six of them.", False), ("Asked before.", True)):
            write_as_member(
                conversation, member=office.member, body=body, client_id=uuid4(), is_note=is_note
            )
        close_conversation(conversation, member=office.member, outcome="solved")
    return conversation


def test_the_office_reads_notes_and_real_names(office: Office, owner: Client, talk: Conversation):
    shown = owner.get(f"/office/chats/{talk.uuid}/").content.decode()

    assert "Asked before." in shown
    assert office.agent.name in shown


def test_clients_read_what_visitors_saw(office: Office, manager: Client, talk: Conversation):
    shown = manager.get(f"/portal/chats/{talk.uuid}/").content.decode()

    assert "Six of them." in shown
    assert f"Alias {office.agent.name}" in shown
    assert "Asked before." not in shown
    assert shown.count(office.agent.name) == shown.count(f"Alias {office.agent.name}")


def test_clients_find_no_chat_of_a_brand_that_is_not_theirs(office: Office, manager: Client):
    hidden = say(office.brands[1], make_access(office.brands[1]))

    assert manager.get(f"/portal/chats/{hidden.uuid}/").status_code == 404
    assert str(hidden.uuid) not in manager.get("/portal/chats/").content.decode()


def test_history_filters_by_brand_agent_and_outcome(
    office: Office, owner: Client, talk: Conversation
):
    other = say(office.brands[1], make_access(office.brands[1]))
    filters = [
        {"brand": str(office.brand.uuid)},
        {"agent": str(office.agent.uuid)},
        {"outcome": "solved"},
    ]

    for chosen in filters:
        page = owner.get("/office/chats/", chosen).context["page"]
        assert [row.pk for row in page.rows] == [talk.pk]
    everything = owner.get("/office/chats/", {"brand": "nonsense", "after": "nonsense"})
    assert [row.pk for row in everything.context["page"].rows] == [other.pk, talk.pk]


def test_pages_of_the_history_neither_repeat_nor_skip(office: Office, monkeypatch):
    monkeypatch.setattr("conversations.history.PAGE", 2)
    made = [say(office.brand, make_access(office.brand)).pk for _ in range(5)]

    with office.scope():
        seen, after = [], None
        while True:
            page = page_of(Conversation.objects.all(), after)
            seen += [row.pk for row in page.rows]
            after = page.after
            if after is None:
                break

    assert seen == list(reversed(made))


def test_the_office_keeps_the_shared_replies(office: Office, owner: Client):
    given = {"shortcut": "hours", "title": "Hours", "brand": "", "body": "From [time]."}

    owner.post("/office/replies/new/", given)
    with office.scope():
        reply = CannedReply.objects.get(shortcut="hours")
    address = f"/office/replies/{reply.uuid}/"
    owner.post(address, given | {"brand": office.brand.uuid, "title": "Opening hours"})

    with office.scope():
        reply.refresh_from_db()
    assert (reply.title, reply.brand_id, reply.owner_id) == (
        "Opening hours",
        office.brand.pk,
        None,
    )
    owner.post(f"{address}delete/")
    with office.scope():
        assert not CannedReply.objects.filter(pk=reply.pk).exists()


def test_a_private_reply_is_not_the_offices(office: Office, owner: Client):
    private = make_canned(office, owner=office.member, shortcut="mine")

    assert "/mine" not in owner.get("/office/replies/").content.decode()
    assert owner.get(f"/office/replies/{private.uuid}/").status_code == 404
