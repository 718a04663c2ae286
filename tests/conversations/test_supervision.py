"""Watching, whispering, taking over, and going on with what has ended."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connections
from django.utils.timezone import now

from agents.models import Agent
from conversations.actions.conversations import (
    close_conversation,
    reopen_conversation,
    take_over_conversation,
)
from conversations.actions.messages import write_as_member
from conversations.actions.supervision import (
    renew_watches,
    unwatch_conversation,
    watch_conversation,
)
from conversations.errors import AtCapacity, ConversationClosed, NotAvailable, NotClosed, NotLatest
from conversations.fold import state_of
from conversations.models import Conversation, Event, Watch
from conversations.periodic import end_watches
from conversations.streams import visitor_events
from reports.facts import chats_in
from reports.queries.chats import log_of
from tenants.errors import Forbidden, Refusal
from tenants.models import AuditEntry, Membership, Role
from tenants.queries import timetable_of
from tests.factories import Office, make_access, make_agent, make_available, open_office, say

SOCKET = uuid4()


@pytest.fixture
def supervisor(office: Office) -> Membership:
    return office.members[Role.SUPERVISOR]


def begin(office: Office, access=None) -> Conversation:
    return say(office.brand, access or make_access(office.brand), "Hello?")


def fresh(office: Office, row: Conversation) -> Conversation:
    with office.scope():
        rows = Conversation.objects.select_related("agent", "brand", "visitor")
        return rows.get(pk=row.pk)


def close(office: Office, row: Conversation) -> Conversation:
    with office.scope():
        owner = office.members[Role.OWNER]
        close_conversation(fresh(office, row), member=owner, outcome="solved")
    return fresh(office, row)


def kinds(office: Office, row: Conversation) -> list[str]:
    with office.scope():
        events = Event.objects.filter(conversation=row).order_by("seq")
        return list(events.values_list("kind", flat=True))


def follows_from_its_log(office: Office, row: Conversation) -> bool:
    with office.scope():
        state = state_of(Event.objects.filter(conversation=row).order_by("seq"))
    row = fresh(office, row)
    holder = str(row.agent.uuid) if row.agent else None
    same = ("status", "outcome", "last_seq", "first_response_at", "unanswered_since")
    return holder == state.agent and all(
        getattr(state, name) == getattr(row, name) for name in same
    )


# Watching.


def test_a_watch_stands_in_the_log_and_in_the_audit_and_no_visitor_sees_it(office, supervisor):
    make_available(office.agent)
    row = begin(office)

    with office.scope():
        watch_conversation(row, member=supervisor, socket=SOCKET)
        unwatch_conversation(row, member=supervisor, socket=SOCKET)
        entries = AuditEntry.objects.filter(action__startswith="conversation.").order_by("pk")
        said = [(entry.user, entry.action, entry.details["brand"]) for entry in entries]

    who, brand = supervisor.user, office.brand.name
    assert said == [
        (who, "conversation.watched", brand),
        (who, "conversation.unwatched", brand),
    ]
    seen = visitor_events(office.brand, row.visitor_id, row.uuid, 0, 100).events
    assert kinds(office, row)[-2:] == ["watched", "watched"]
    assert [event["kind"] for event in seen][-2:] == ["hidden", "hidden"]


def test_agents_do_not_watch_and_what_has_ended_is_not_watched(office, supervisor):
    row = begin(office)

    with office.scope():
        with pytest.raises(Forbidden):
            watch_conversation(row, member=office.member, socket=SOCKET)
        ended = close(office, row)
        with pytest.raises(ConversationClosed):
            watch_conversation(ended, member=supervisor, socket=SOCKET)
    assert "watched" not in kinds(office, row)


def test_nobody_watches_themselves(office, supervisor):
    with office.scope():
        make_available(make_agent(supervisor, office.brand))
    row = begin(office)

    with office.scope(), pytest.raises(NotAvailable):
        watch_conversation(row, member=supervisor, socket=SOCKET)


def test_a_note_of_the_office_is_a_whisper_unless_the_chat_is_theirs(office, supervisor):
    make_available(office.agent)
    row = begin(office)
    with office.scope():
        make_agent(supervisor, office.brand)
        note(row, supervisor)
        take_over_conversation(row, member=supervisor)
        note(fresh(office, row), supervisor)
        notes = Event.objects.filter(conversation=row, kind="note").order_by("seq")
        assert [one.by_kind for one in notes] == ["supervisor", "agent"]
        assert notes[0].by_uuid == supervisor.uuid


def note(row: Conversation, member: Membership) -> None:
    write_as_member(row, member=member, body="Ask her.", client_id=uuid4(), is_note=True)


def test_a_watch_of_a_dead_process_runs_out(committed_db):
    office = open_office("Crash")
    supervisor = office.members[Role.SUPERVISOR]
    make_available(office.agent)
    row = begin(office)
    with office.scope():
        watch_conversation(row, member=supervisor, socket=SOCKET)
        watch_conversation(row, member=supervisor, socket=SOCKET)
        assert renew_watches(SOCKET) == {row.pk}

    end_watches()
    assert kinds(office, row).count("watched") == 1
    with office.scope():
        Watch.objects.update(expires_at=now())
    end_watches()
    end_watches()

    assert kinds(office, row).count("watched") == 2
    with office.scope():
        assert renew_watches(SOCKET) == set()
        unwatch_conversation(row, member=supervisor, socket=SOCKET)
    assert kinds(office, row).count("watched") == 2


# Taking over.


def test_the_office_takes_over_and_the_agent_has_a_free_slot_again(office, supervisor):
    make_available(office.agent)
    row = begin(office)
    with office.scope():
        taker = make_agent(supervisor, office.brand)
        take_over_conversation(row, member=supervisor)
        event = Event.objects.get(conversation=row, kind="transferred")

    row = fresh(office, row)
    assert (row.agent, row.status) == (taker, "assigned")
    assert event.data is not None
    assert (event.data["agent"]["id"], event.data["taken"]) == (str(taker.uuid), True)
    assert (event.by_kind, event.by_uuid) == ("agent", taker.uuid)
    with office.scope():
        loads = dict(Agent.objects.values_list("pk", "load"))
    assert (loads[office.agent.pk], loads[taker.pk]) == (0, 1)
    assert follows_from_its_log(office, row)


def test_what_waits_can_be_taken_over_too(office, supervisor):
    row = begin(office)
    with office.scope():
        taker = make_agent(supervisor, office.brand)
        take_over_conversation(row, member=supervisor)

    assert fresh(office, row).agent == taker


def test_who_may_not_take_over(office, supervisor):
    make_available(office.agent)
    row = begin(office)
    with office.scope():
        with pytest.raises(Forbidden):
            take_over_conversation(row, member=office.member)
        with pytest.raises(NotAvailable):
            take_over_conversation(row, member=supervisor)
        agent = make_agent(supervisor, office.brands[1])
        with pytest.raises(NotAvailable):
            take_over_conversation(row, member=supervisor)
        agent = make_agent(office.members[Role.OWNER], office.brand, capacity=0)
        with pytest.raises(AtCapacity):
            take_over_conversation(row, member=office.members[Role.OWNER])
    assert fresh(office, row).agent == office.agent != agent
    assert "transferred" not in kinds(office, row)


def test_nobody_takes_over_what_they_have_or_what_has_ended(office, supervisor):
    with office.scope():
        make_available(make_agent(supervisor, office.brand))
    row = begin(office)
    with office.scope(), pytest.raises(NotAvailable):
        take_over_conversation(row, member=supervisor)
    ended = close(office, row)
    with office.scope(), pytest.raises(ConversationClosed):
        take_over_conversation(ended, member=supervisor)


# Reopening.


def test_an_agent_goes_on_with_what_ended(office):
    make_available(office.agent)
    row = close(office, begin(office))

    with office.scope():
        reopen_conversation(row, member=office.member)

    row = fresh(office, row)
    assert (row.status, row.agent, row.outcome, row.closed_at) == ("open", office.agent, "", None)
    assert kinds(office, row)[-3:] == ["reopened", "assigned", "accepted"]
    assert follows_from_its_log(office, row)


def test_the_visitor_hears_who_came_back_by_their_alias(office):
    row = close(office, begin(office))
    with office.scope():
        reopen_conversation(row, member=office.member)

    seen = visitor_events(office.brand, row.visitor_id, row.uuid, 0, 100).events
    assert [event["by"]["name"] for event in seen[-3:]] == [f"Alias {office.agent.name}"] * 3


def test_reopening_makes_no_chat_that_could_be_charged(office):
    """A chat counts when its visitor has written, and here nobody has."""
    row = close(office, begin(office))
    with office.scope():
        reopen_conversation(row, member=office.member)
        write_as_member(
            fresh(office, row), member=office.member, body="One more thing.", client_id=uuid4()
        )
    row = close(office, row)

    with office.scope():
        log = log_of(row)
        reopened = next(event for event in log if event.kind == "reopened")
        late = [event for event in log if event.seq >= reopened.seq]
        facts = chats_in(late, timetable_of(office.brand))
    assert [(one.outcome, one.is_billable) for one in facts] == [("abandoned", False)]


def test_who_may_not_reopen(office, supervisor):
    access = make_access(office.brand)
    row = begin(office, access)
    with office.scope(), pytest.raises(NotClosed):
        reopen_conversation(row, member=office.member)
    row = close(office, row)
    with office.scope():
        with pytest.raises(Forbidden):
            reopen_conversation(row, member=supervisor)
        make_agent(supervisor, office.brands[1])
        with pytest.raises(Forbidden):
            reopen_conversation(row, member=supervisor)
        Agent.objects.filter(pk=office.agent.pk).update(capacity=0)
        with pytest.raises(AtCapacity):
            reopen_conversation(row, member=office.member)
    assert kinds(office, row)[-1] == "closed"


def test_what_the_visitor_has_left_behind_is_not_reopened(office):
    access = make_access(office.brand)
    row = close(office, begin(office, access))
    with office.scope():
        # Too long ago to be reopened by the visitor's next message.
        Conversation.objects.update(closed_at="2020-01-01T00:00:00Z")
    later = begin(office, access)
    assert later.pk != row.pk

    with office.scope(), pytest.raises(NotLatest):
        reopen_conversation(row, member=office.member)
    close(office, later)
    with office.scope(), pytest.raises(NotLatest):
        reopen_conversation(row, member=office.member)


# At the same time.


def outcomes(calls) -> list[str]:
    """What became of calls that are made at once."""

    def run(call) -> str:
        try:
            call()
        except Refusal as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(run, calls))


def test_takers_at_once_never_hold_more_than_they_may(committed_db):
    office = open_office("Takers")
    supervisor = office.members[Role.SUPERVISOR]
    with office.scope():
        taker = make_agent(supervisor, office.brand, capacity=3)
        Agent.objects.filter(pk=office.agent.pk).update(capacity=6)
    make_available(office.agent)
    rows = [begin(office) for _ in range(6)]

    def take(row: Conversation) -> None:
        with office.scope():
            take_over_conversation(row, member=supervisor)

    found = outcomes([lambda row=row: take(row) for row in rows])

    assert found == ["at_capacity"] * 3 + ["done"] * 3
    with office.scope():
        loads = dict(Agent.objects.values_list("pk", "load"))
    assert (loads[taker.pk], loads[office.agent.pk]) == (3, 3)


def test_agents_who_reopen_at_once_get_one_chat_and_keep_to_their_capacity(committed_db):
    office = open_office("Reopeners")
    with office.scope():
        Agent.objects.update(capacity=2)
        members = [
            Membership.objects.select_related("user").get(pk=agent.membership_id)
            for agent in office.agents
        ]
    rows = [close(office, begin(office)) for _ in range(5)]

    def reopen(row: Conversation, member: Membership) -> None:
        with office.scope():
            reopen_conversation(row, member=member)

    calls = [
        lambda row=row, member=member: reopen(row, member) for row in rows for member in members
    ]
    found = outcomes(calls)

    assert found.count("done") == 4
    assert set(found) <= {"done", "at_capacity", "not_closed"}
    with office.scope():
        assert set(Agent.objects.values_list("load", flat=True)) == {2}
    assert all(follows_from_its_log(office, row) for row in rows)


def test_an_agent_and_the_visitor_who_come_back_at_once_meet_in_one_chat(committed_db):
    office = open_office("Meeting")
    access = make_access(office.brand)
    row = close(office, begin(office, access))

    def reopen() -> None:
        with office.scope():
            reopen_conversation(row, member=office.member)

    found = outcomes([reopen, lambda: say(office.brand, access, "Back again")])

    assert found in (["done", "done"], ["done", "not_closed"])
    with office.scope():
        assert Conversation.objects.count() == 1
    assert kinds(office, row).count("reopened") == 1
    assert follows_from_its_log(office, row)
