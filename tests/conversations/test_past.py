"""The bulk door to the log: what it leaves is what appending one by one leaves."""

from contextlib import suppress
from dataclasses import asdict
from datetime import timedelta
from random import Random
from uuid import uuid4

import pytest

from conversations.actions.conversations import (
    accept_conversation,
    close_conversation,
    end_by_visitor,
    rate_conversation,
    transfer_conversation,
)
from conversations.actions.messages import write_as_member
from conversations.actions.past import PastChat, record_past
from conversations.actions.visitors import author_of_visitor
from conversations.fold import BrokenLog, state_of
from conversations.models import Conversation, Event, Visitor
from tenants.errors import Refusal
from tests.factories import make_access, make_available, say

# A row says when its statement began, its event when it was written.
MOMENT = timedelta(seconds=1)
TIMES = ("opened_at", "queued_at", "assigned_at", "accepted_at", "closed_at")
EXACT = ("status", "outcome", "last_seq", "first_response_at", "unanswered_since")


@pytest.fixture
def desk(office):
    """Two agents at their consoles."""
    make_available(*office.agents)
    return office


class Story:
    """Somebody does something to a conversation, through the product's own actions."""

    def __init__(self, desk, luck: Random) -> None:
        self.desk, self.luck = desk, luck
        self.access = make_access(desk.brand)
        self.pk = say(desk.brand, self.access).pk

    @property
    def row(self) -> Conversation:
        return Conversation.objects.select_related("agent", "brand", "visitor").get(pk=self.pk)

    def holder(self):
        with self.desk.scope():
            agent = self.row.agent or self.luck.choice(self.desk.agents)
            return agent.membership

    def go_on(self) -> None:
        steps = (self.ask, self.ask, self.reply, self.reply, self.accept, self.note)
        step = self.luck.choice((*steps, self.transfer, self.release, self.close, self.leave))
        with suppress(Refusal):
            step()

    def ask(self) -> None:
        say(self.desk.brand, self.access, "And then?")

    def reply(self, **how) -> None:
        member = self.holder()
        with self.desk.agent_scope():
            write_as_member(self.row, member=member, body="So.", client_id=uuid4(), **how)

    def note(self) -> None:
        self.reply(is_note=True)

    def accept(self) -> None:
        member = self.holder()
        with self.desk.agent_scope():
            accept_conversation(self.row, member=member)

    def transfer(self) -> None:
        member = self.holder()
        to = next(str(one.uuid) for one in self.desk.agents if one.membership != member)
        with self.desk.agent_scope():
            transfer_conversation(self.row, member=member, to=to, note="Yours.")

    def release(self) -> None:
        member = self.holder()
        with self.desk.agent_scope():
            transfer_conversation(self.row, member=member, to="team")

    def close(self) -> None:
        member = self.holder()
        with self.desk.agent_scope():
            close_conversation(self.row, member=member, outcome="solved")

    def leave(self) -> None:
        with self.desk.scope():
            row = self.row
            by = author_of_visitor(row.visitor)
            end_by_visitor(row, by=by, client_id=uuid4())
            rate_conversation(row, by=by, score=4, comment="", client_id=uuid4())


def log_of(row: Conversation) -> list[Event]:
    return list(Event.objects.filter(conversation=row).order_by("seq"))


@pytest.mark.parametrize("seed", range(12))
def test_the_state_of_a_log_is_what_appending_left(desk, seed):
    luck = Random(seed)
    story = Story(desk, luck)

    for _ in range(luck.randint(4, 25)):
        story.go_on()

    with desk.scope():
        row = story.row
        state = state_of(log_of(row))
        assert {name: getattr(state, name) for name in EXACT} == {
            name: getattr(row, name) for name in EXACT
        }
        assert state.agent == (str(row.agent.uuid) if row.agent else None)
        for name in TIMES:
            assert is_near(getattr(state, name), getattr(row, name)), name


def is_near(one, other) -> bool:
    return one == other or abs(one - other) < MOMENT


def test_a_log_brought_in_is_the_log_that_was_written(desk):
    story = Story(desk, Random(1))
    for step in (story.reply, story.ask, story.note, story.transfer, story.reply, story.leave):
        step()
    story.ask()
    story.reply()
    story.close()
    with desk.scope():
        written, events = story.row, log_of(story.row)

        record_past([past_of(written, events)])

        copy = Conversation.objects.exclude(pk=written.pk).get()
        assert [told(event) for event in log_of(copy)] == [told(event) for event in events]
        assert copy.agent == written.agent
        assert {name: getattr(copy, name) for name in EXACT} == {
            name: getattr(written, name) for name in EXACT
        }
        state = asdict(state_of(events))
        assert {name: getattr(copy, name) for name in TIMES} == {
            name: state[name] for name in TIMES
        }
        assert copy.visitor.created_at == copy.opened_at


def past_of(row: Conversation, events: list[Event]) -> PastChat:
    """The same story as it would come from elsewhere: without numbers and state."""
    visitor = Visitor(agency_id=row.agency_id, brand=row.brand, name=row.visitor.name)
    copy = Conversation(agency_id=row.agency_id, brand=row.brand, page_url=row.page_url)
    columns = ("kind", "by_kind", "by_uuid", "by_name", "by_alias", "at", "body", "data")
    bare = [
        Event(**{name: getattr(event, name) for name in columns}, client_id=event.client_id)
        for event in events
    ]
    return PastChat(visitor, copy, bare)


def told(event: Event) -> tuple:
    by = (event.by_kind, event.by_uuid, event.by_name, event.by_alias)
    return (event.seq, event.kind, by, event.at, event.body, event.data, event.client_id)


def test_a_log_that_cannot_be_is_not_brought_in(desk):
    story = Story(desk, Random(1))
    story.reply()
    story.close()
    with desk.scope():
        written = story.row
        for wrong in (
            lambda events: events[1:],  # Nothing has begun it.
            lambda events: events[:-1],  # It is not over.
            lambda events: [*events, events[-1]],  # Over twice.
            lambda events: [event for event in events if event.kind != "accepted"],
            lambda events: [event for event in events if event.kind != "assigned"],
            lambda events: [events[0], *reversed(events[1:])],
        ):
            with pytest.raises(BrokenLog):
                record_past([past_of(written, wrong(log_of(written)))])

        assert Conversation.objects.count() == 1
