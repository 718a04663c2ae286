"""However long the log grows, what is read all day finds its rows by an index, and no others."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client

from bench.archive import fill_archive
from conversations.grouped import as_json
from conversations.history import page_of, transcript
from conversations.log import Author, DeskRow, HeadRow, KnownRow, append
from conversations.models import By, Conversation, Kind, Status
from conversations.queries import (
    changes_since,
    count_open_anonymous,
    events_after,
    feed_cursor,
    is_blocked,
    open_inbox,
    queue_position,
)
from tenants.models import Role
from tests.factories import Office, make_access, make_available, open_office, say
from tests.plans import INDEXED, Plans, dread_sequential_scans, plans, touched

MESSAGES = 60_000
HELD, WAITING = 4, 20
# A page of the list is read with one more, and each shows its last message and earlier chats.
LIST = 51
PAGE = 41


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker) -> Iterator[Office]:
    """Three thousand chats are over; an agent holds four more, and twenty wait."""
    with django_db_blocker.unblock():
        office = open_office("Archive")
        make_available(office.agent)
        for _ in range(HELD):
            say(office.brand, make_access(office.brand))
        fill_archive(office.brands, MESSAGES)
        with connections["owner"].cursor() as cursor:
            cursor.execute("ANALYZE conversations_event, conversations_visitor")
            cursor.execute("VACUUM ANALYZE conversations_conversation")
        yield office
        connections.close_all()


@pytest.fixture
def office(archive: Office, committed_db) -> Iterator[Office]:
    with archive.scope():
        dread_sequential_scans()
        yield archive


def read_by_index(found: Plans, *, chats: int, events: int) -> None:
    scans = found.scans_of("conversations_")
    assert {node.kind for node in scans} <= INDEXED
    assert found.looked_at("conversations_conversation") <= chats
    assert found.looked_at("conversations_event") <= events


def a_long_chat() -> Conversation:
    return Conversation.objects.filter(status=Status.CLOSED, last_seq=402).earliest("pk")


def an_old_chat(**of) -> Conversation:
    closed = Conversation.objects.filter(status=Status.CLOSED, **of)
    return closed.order_by("-opened_at")[500]


def test_an_agents_inbox(office: Office):
    with plans() as found:
        rows = list(open_inbox(office.agent))

    assert len(rows) == HELD + WAITING
    read_by_index(found, chats=3 * len(rows), events=3 * len(rows))


@pytest.mark.parametrize("pages", [1, 5])
def test_the_list_of_conversations(office: Office, pages: int):
    client = Client()
    client.force_login(office.members[Role.SUPERVISOR].user)
    address = "/api/v1/conversations"
    for _ in range(pages - 1):
        address = client.get(address).json()["next"]

    with plans() as found:
        assert len(client.get(address).json()["results"]) == LIST - 1

    # The cursor of a list is a time, and others of the same time are looked at again.
    read_by_index(found, chats=4 * LIST, events=3 * LIST)


def test_a_page_of_all_brands_long_ago(office: Office):
    old = an_old_chat()

    with plans() as found:
        assert len(page_of(Conversation.objects.all(), old.uuid).rows) == PAGE - 1

    read_by_index(found, chats=2 * PAGE, events=0)


def test_a_page_of_a_brand_long_ago(office: Office):
    old = an_old_chat(brand=office.brand)

    with plans() as found:
        of_brand = Conversation.objects.filter(brand=office.brand)
        assert len(page_of(of_brand, old.uuid).rows) == PAGE - 1

    read_by_index(found, chats=2 * PAGE, events=0)


def test_a_transcript(office: Office):
    chat = a_long_chat()

    with plans() as found:
        transcript(chat, with_notes=True)

    read_by_index(found, chats=0, events=chat.last_seq)


def test_events_after_a_number(office: Office):
    chat = a_long_chat()

    with plans() as found:
        assert len(events_after(chat, 100, 200)) == 200
        assert len(events_after(chat, chat.last_seq - 3, 200)) == 3

    read_by_index(found, chats=0, events=203)


def test_who_may_begin_a_chat(office: Office):
    visitor = Conversation.objects.earliest("pk").visitor

    with plans() as found:
        assert count_open_anonymous(office.brand.pk, at_most=10) == 10
        assert not is_blocked(office.brand.pk, visitor=visitor, address=b"somewhere")
        assert not is_blocked(office.brand.pk, visitor=None, address=b"somewhere")

    read_by_index(found, chats=HELD + WAITING, events=0)
    assert found.looked_at("conversations_visitor") <= HELD + WAITING


def test_the_feed_of_changes(office: Office):
    with plans() as found:
        assert changes_since(feed_cursor())[0] == []

    read_by_index(found, chats=0, events=0)


def test_where_a_visitor_queues(office: Office):
    last = Conversation.objects.waiting().last()
    assert last is not None

    with plans() as found:
        assert queue_position(last) is not None

    read_by_index(found, chats=WAITING, events=0)


def test_what_lies_on_a_desk(office: Office):
    member, agent = office.member, office.agent
    row = DeskRow(office.agency.pk, member.pk, "none", "", agent.pk, feed_cursor())

    with touched() as found, connection.cursor() as cursor:
        cursor.execute("SELECT has_changes, held FROM look_at_desks(%s::json)", [as_json([row])])
        has_changes, held = cursor.fetchone()

    assert (has_changes, len(held)) == (False, HELD)
    assert found.scans["conversations_conversation"] == 0
    assert found.rows["conversations_conversation"] <= HELD


def test_heads_and_who_comes_back(office: Office):
    chats = [a_long_chat(), an_old_chat()]
    heads = [HeadRow(office.agency.pk, one.brand_id, one.visitor_id, one.pk) for one in chats]
    people = [KnownRow(office.agency.pk, one.brand_id, one.visitor.uuid, uuid4()) for one in chats]

    with touched() as found, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM read_heads(%s::json)", [as_json(heads)])
        assert len(cursor.fetchall()) == 2
        cursor.execute("SELECT * FROM recognise_visitors(%s::json)", [as_json(people)])
        assert len(cursor.fetchall()) == 2

    assert found.scans["conversations_conversation"] == found.scans["conversations_visitor"] == 0
    # The heads, and for each visitor their three chats at most.
    assert found.rows["conversations_conversation"] <= 2 + 2 * 3


def test_a_message_is_appended_without_a_look_at_others(office: Office):
    chat = Conversation.objects.of_agent(office.agent).earliest("pk")
    visitor = Author(By.VISITOR, uuid4(), "", "")

    with touched() as found:
        append(chat, Kind.MESSAGE, by=visitor, body="Hello", client_id=uuid4())

    assert found.scans["conversations_conversation"] == found.scans["conversations_event"] == 0
    assert found.rows["conversations_conversation"] <= 4
    assert found.rows["conversations_event"] <= 4
