"""Editing and redacting: what the log keeps, what readers get, and who may."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import now

from conversations.actions import corrections
from conversations.actions.conversations import close_conversation, transfer_conversation
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.messages import VisitorMessage, write_as_member, write_as_visitor
from conversations.errors import ConversationClosed, TooLate
from conversations.history import transcript
from conversations.models import Conversation, Event
from conversations.queries import event_at, visible_item
from conversations.streams import member_events, visitor_events
from tenants.errors import Forbidden, NotFound
from tenants.models import AuditEntry, Membership, Role
from tests.factories import Office, make_access, make_available, say


class Chat:
    """A chat with the first agent, who has answered."""

    def __init__(self, office: Office) -> None:
        self.office = office
        make_available(office.agent)
        self.access = make_access(office.brand)
        self.row = say(office.brand, self.access, "How much is it?")
        self.answer = self.write("Nine euros.")

    def write(self, body: str, *, is_note: bool = False, member: Membership | None = None) -> int:
        with self.office.scope():
            return write_as_member(
                self.row,
                member=member or self.office.member,
                body=body,
                client_id=uuid4(),
                is_note=is_note,
            ).seq

    def edit(self, seq: int, body: str, member: Membership | None = None) -> None:
        with self.office.scope():
            edit_message(self.row, member=member or self.office.member, seq=seq, body=body)

    def redact(self, seq: int, member: Membership | None = None) -> None:
        with self.office.scope():
            redact_message(self.row, member=member or self.office.member, seq=seq)

    def events(self) -> list[dict]:
        with self.office.scope():
            return member_events(self.row.uuid, 0, 100).events

    def visitors_events(self) -> list[dict]:
        visitor = self.row.visitor_id
        return visitor_events(self.office.brand, visitor, self.row.uuid, 0, 100).events

    def texts(self) -> list[str]:
        """Everything that the database still holds of what was written."""
        with self.office.scope():
            return [event.body for event in Event.objects.filter(conversation=self.row)]

    def preview(self) -> str:
        with self.office.scope():
            return visible_item(self.row.uuid).preview["body"]  # type: ignore[attr-defined]


@pytest.fixture
def chat(office: Office) -> Chat:
    return Chat(office)


def colleague(office: Office) -> Membership:
    with office.scope():
        return Membership.objects.select_related("user").get(pk=office.agents[1].membership_id)


def test_an_edit_is_an_event_and_the_old_text_stays_in_the_log(chat: Chat):
    chat.edit(chat.answer, "Ten euros.")

    *_, said, edited = chat.visitors_events()
    assert (said["data"], edited["kind"]) == ({"body": "Nine euros."}, "edited")
    assert edited["data"] == {"of": chat.answer, "body": "Ten euros."}
    assert edited["by"]["name"].startswith("Alias")
    assert chat.preview() == "Ten euros."


def test_a_page_shows_the_newest_text_once(chat: Chat):
    chat.edit(chat.answer, "Ten euros.")
    chat.edit(chat.answer, "Eleven euros.")

    with chat.office.scope():
        lines = transcript(chat.row, with_notes=False)
    said = [(line.body, line.is_edited) for line in lines if line.event.kind == "message"]
    assert said == [("How much is it?", False), ("Eleven euros.", True)]
    assert "edited" not in {line.event.kind for line in lines}


def test_the_same_text_again_is_no_edit(chat: Chat):
    chat.edit(chat.answer, "Nine euros.")
    chat.edit(chat.answer, "Ten euros.")
    chat.edit(chat.answer, "Ten euros.")

    assert [event["kind"] for event in chat.events()].count("edited") == 1


def test_only_ones_own_messages_are_edited(chat: Chat):
    note = chat.write("A regular", is_note=True)

    with pytest.raises(Forbidden):
        chat.edit(2, "How much are they?")
    with pytest.raises(Forbidden):
        chat.edit(chat.answer, "Ten", member=colleague(chat.office))
    with pytest.raises(Forbidden):
        chat.edit(chat.answer, "Ten", member=chat.office.members[Role.SUPERVISOR])
    for seq in (note, 1, 99):
        with pytest.raises(NotFound):
            chat.edit(seq, "Ten")


def test_after_fifteen_minutes_or_the_end_nothing_is_edited(chat: Chat, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(corrections, "EDITABLE", timedelta())
        with pytest.raises(TooLate):
            chat.edit(chat.answer, "Ten euros.")
    with chat.office.scope():
        close_conversation(chat.row, member=chat.office.member, outcome="solved")

    with pytest.raises(ConversationClosed):
        chat.edit(chat.answer, "Ten euros.")


def test_a_redacted_text_is_nowhere_any_more(chat: Chat):
    chat.edit(chat.answer, "The PIN is 1234.")
    chat.redact(chat.answer)

    assert chat.texts() == ["", "How much is it?", "", "", "", "", ""]
    assert chat.preview() == ""
    for events in (chat.events(), chat.visitors_events()):
        said, edited, redacted = events[-3:]
        assert said["data"] == {"body": "", "redacted": True}
        assert edited["data"] == {"of": chat.answer, "body": "", "redacted": True}
        assert (redacted["kind"], redacted["data"]) == ("redacted", {"of": chat.answer})
    with chat.office.scope():
        line = next(one for one in transcript(chat.row, with_notes=True) if one.side == "own")
        assert (line.body, line.is_edited, line.event.is_redacted) == ("", False, True)


def test_a_redaction_is_audited_and_told_to_who_follows_changes(chat: Chat):
    with chat.office.scope():
        Conversation.objects.update(changed_in=0)
    chat.redact(2)
    chat.redact(2)

    with chat.office.scope():
        assert Conversation.objects.get(pk=chat.row.pk).changed_in > 0
        entry = AuditEntry.objects.get(action="message.redacted")
        assert (entry.user, entry.details) == (chat.office.member.user, {"seq": 2})
    assert [event["kind"] for event in chat.events()].count("redacted") == 1


def test_author_holder_and_office_may_redact_and_nobody_else(chat: Chat):
    other = colleague(chat.office)
    note = chat.write("Rude!", is_note=True)
    with pytest.raises(Forbidden):
        chat.redact(note, member=other)
    with pytest.raises(NotFound):
        chat.redact(1)

    make_available(chat.office.agents[1])
    with chat.office.scope():
        to = str(chat.office.agents[1].uuid)
        transfer_conversation(chat.row, member=chat.office.member, to=to)
        close_conversation(chat.row, member=chat.office.members[Role.OWNER], outcome="solved")
        chat.row.refresh_from_db()
    chat.redact(note)
    chat.redact(2, member=other)
    chat.redact(chat.answer, member=chat.office.members[Role.SUPERVISOR])

    redacted = [event for event in chat.visitors_events() if event["kind"] == "redacted"]
    assert [event["data"]["of"] for event in redacted] == [note, 2, chat.answer]
    names = [event["by"]["name"] for event in redacted[:2]]
    assert all(name.startswith("Alias") for name in names)


def test_sending_a_redacted_message_again_is_answered_and_brings_nothing_back(chat: Chat):
    client_id = uuid4()
    say(chat.office.brand, chat.access, "My card is 4111…", client_id=client_id)
    with chat.office.scope():
        seq = Conversation.objects.get(pk=chat.row.pk).last_seq
        chat.row.refresh_from_db()
    chat.redact(seq)

    again = VisitorMessage(client_id=client_id, body="My card is 4111…", conv=chat.row.uuid)
    _, appended = write_as_visitor(chat.office.brand, chat.access, again)

    assert (appended.duplicate, appended.seq, appended.code) == (True, seq, None)
    assert "My card is 4111…" not in chat.texts()


@pytest.mark.parametrize(
    "change",
    [
        "body = 'x'",
        "body = ''",
        "body = '', kept = '{}'",
        "body = '', kept = '{\"words\": 2}', uuid = gen_random_uuid()",
        "(uuid, body, data, kept, at) = (SELECT n.uuid, n.body, n.data, n.kept, now()"
        " FROM without_text(e, gen_random_uuid(), 2) n)",
        "(body, data, kept) = (SELECT n.body, n.data, n.kept FROM without_text(e, e.uuid, 2) n)",
        "(uuid, body, data, kept) = (SELECT n.uuid, n.body, n.data, n.kept"
        " FROM without_text(e, gen_random_uuid(), 20) n)",
    ],
)
def test_the_log_lets_a_text_go_as_a_whole_and_nothing_else(chat: Chat, change: str):
    with (
        chat.office.scope(),
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE conversations_event e SET {change} WHERE e.seq = {chat.answer}")


def test_what_is_gone_stays_as_it_is(chat: Chat):
    chat.redact(chat.answer)

    with (
        chat.office.scope(),
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE conversations_event SET kept = NULL WHERE seq = {chat.answer}")


def test_only_what_was_written_can_go(chat: Chat):
    key = [chat.office.agency.pk, chat.row.pk]
    with (
        chat.office.scope(),
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT redact_event(%s, %s, 3, 0)", key)


def test_the_digest_needs_an_id_that_goes_with_the_text(chat: Chat):
    """Somebody who has the log finds no short text by trying all of them."""
    with chat.office.scope():
        uuid: UUID = event_at(chat.row, chat.answer).uuid
    chat.redact(chat.answer)

    with chat.office.scope():
        row = event_at(chat.row, chat.answer)
        assert row.uuid != uuid
        assert row.kept is not None
        assert (row.kept["words"], row.kept["characters"]) == (2, len("Nine euros."))
        assert row.at < now()
