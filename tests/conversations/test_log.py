from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, connections, transaction

from conversations.actions.messages import VisitorMessage, write_as_visitor
from conversations.errors import ClientIdReused, ConversationClosed
from conversations.models import Conversation, Event
from conversations.queries import changes_since, feed_cursor
from tests.factories import make_access, make_available, open_office, say


@pytest.fixture
def chat(office):
    access = make_access(office.brand)
    return office, access, say(office.brand, access)


def test_the_log_cannot_be_changed_or_shortened(chat):
    office, *_ = chat

    for change in ("UPDATE conversations_event SET body = 'x'", "DELETE FROM conversations_event"):
        with (
            office.scope(),
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)


def test_truncate_is_not_granted(chat):
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("TRUNCATE conversations_event")


def test_a_repeat_changes_neither_numbers_nor_clocks(chat):
    office, access, _ = chat
    client_id = uuid4()
    say(office.brand, access, "Second", client_id=client_id)
    with office.scope():
        before = Conversation.objects.values().get()

    say(office.brand, access, "Second", client_id=client_id)

    with office.scope():
        assert Conversation.objects.values().get() == before


def test_an_id_is_one_authors_and_one_text(chat):
    office, access, _ = chat
    client_id = uuid4()
    say(office.brand, access, "Mine", client_id=client_id)

    with pytest.raises(ClientIdReused):
        say(office.brand, access, "Other text", client_id=client_id)
    stranger = say(office.brand, make_access(office.brand), "Mine", client_id=client_id)
    assert stranger.last_seq == 2


def test_a_repeat_after_the_end_is_answered_with_the_original(office):
    access, client_id = make_access(office.brand), uuid4()
    conversation = say(office.brand, access, client_id=client_id)
    with office.scope():
        Conversation.objects.filter(pk=conversation.pk).update(status="closed")
    again = VisitorMessage(client_id=client_id, body="Hello", conv=conversation.uuid)
    fresh = VisitorMessage(client_id=uuid4(), body="Hello", conv=conversation.uuid)

    _, appended = write_as_visitor(office.brand, access, again)

    assert (appended.duplicate, appended.seq) == (True, 2)
    with pytest.raises(ConversationClosed):
        write_as_visitor(office.brand, access, fresh)


def test_clocks_follow_who_wrote_last(office):
    make_available(office.agent)
    access = make_access(office.brand)
    first = say(office.brand, access)
    again = say(office.brand, access, "Are you there?")

    assert first.unanswered_since is not None
    assert again.unanswered_since == first.unanswered_since
    assert again.first_response_at is None


def test_messages_at_once_get_contiguous_numbers(committed_db):
    office = open_office("Rush")
    access = make_access(office.brand)
    say(office.brand, access)

    def write(number: int) -> int:
        try:
            message = VisitorMessage(client_id=uuid4(), body=str(number))
            return write_as_visitor(office.brand, access, message)[1].seq
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = sorted(pool.map(write, range(40)))

    assert numbers == list(range(3, 43))


def test_one_message_sent_by_eight_tabs_at_once_is_stored_once(committed_db):
    office = open_office("Tabs")
    access = make_access(office.brand)
    message = VisitorMessage(client_id=uuid4(), body="Only once")

    def write(_: int) -> tuple[int, bool]:
        try:
            appended = write_as_visitor(office.brand, access, message)[1]
            return appended.seq, appended.duplicate
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(write, range(8)))

    assert answers == [(2, False), *[(2, True)] * 7]
    with office.scope():
        assert Event.objects.filter(kind="message").count() == 1


def test_the_feed_passes_over_nothing_that_commits_late(committed_db):
    office = open_office("Feed")
    early, late = (say(office.brand, make_access(office.brand)) for _ in range(2))
    with office.scope():
        cursor = feed_cursor()

    def change(conversation: Conversation) -> None:
        Conversation.objects.filter(pk=conversation.pk).update(outcome="solved")

    def change_meanwhile() -> None:
        with office.scope():
            change(late)
        connections.close_all()

    with office.scope():
        change(early)  # An older transaction, which commits after the younger one.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(change_meanwhile).result()
        rows, cursor, _ = changes_since(cursor)
        seen = {row.pk for row in rows}
    with office.scope():
        rows, cursor, _ = changes_since(cursor)
        seen |= {row.pk for row in rows}

    assert seen == {early.pk, late.pk}
