"""One chat and what is made of its events: who waited, who held it, how it ended.

docs/kpis.md has every definition, with the reason for it.
"""

from datetime import datetime, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from conversations.models import By, Kind
from conversations.models import Outcome as Ending
from reports.transcripts import LoggedEvent
from tenants.hours import Hours

ABANDONED_BEFORE = timedelta(seconds=15)
HARD_LIMIT = timedelta(minutes=2)
LONGEST_VISITOR_GAP = timedelta(minutes=4)
LONGEST_AGENT_GAP = timedelta(minutes=10)
NO_TIME = timedelta()
CHANGES_OWNER = frozenset(
    {Kind.ASSIGNED, Kind.TRANSFERRED, Kind.RETURNED, Kind.CLOSED, Kind.REOPENED}
)


class ChatOutcome(TextChoices):
    """The one end that every chat has."""

    HANDLED = "handled", _("Handled")
    DROPPED = "dropped", _("Dropped")
    MISSED = "missed", _("Missed")
    ABANDONED = "abandoned", _("Abandoned")
    OFFLINE = "offline", _("Outside hours")
    SPAM = "spam", _("Spam")
    TEST = "test", _("Test")
    WRONG_COMPANY = "wrong_company", _("Wrong company")
    NO_INTENT = "no_intent", _("No intent")


# What an agent says of a chat at its end, and the clock cannot know.
DECLARED = {
    Ending.SPAM: ChatOutcome.SPAM,
    Ending.TEST: ChatOutcome.TEST,
    Ending.WRONG_COMPANY: ChatOutcome.WRONG_COMPANY,
    Ending.NO_INTENT: ChatOutcome.NO_INTENT,
    Ending.OFFLINE: ChatOutcome.OFFLINE,
}


class Ownership(NamedTuple):
    """A stretch in which a chat was with an agent; ``until`` is None while it is."""

    agent: UUID
    since: datetime
    until: datetime | None


class Sender(NamedTuple):
    """What one agent wrote in a chat. Credit goes to who sent it, not to who held the chat."""

    agent: UUID
    messages: int
    characters: int
    own_characters: int


class Wait(NamedTuple):
    """A run of visitor messages that nobody had answered yet."""

    since: datetime
    until: datetime
    is_answered: bool


class Chat:
    """The events of one chat and what each fact is made of."""

    def __init__(self, events: list[LoggedEvent], hours: Hours) -> None:
        self.events = events
        self.hours = hours
        turns = [event for event in events if event.kind in (Kind.CLOSED, Kind.REOPENED)]
        is_over = bool(turns) and turns[-1].kind == Kind.CLOSED
        self.end = turns[-1] if is_over else None
        self.last = self.end or events[-1]
        self.said = [event for event in events if event.kind == Kind.MESSAGE]
        self.asked = [event for event in self.said if event.by_kind == By.VISITOR]
        self.written = [event for event in self.said if event.by_kind != By.VISITOR]
        first = self.asked[0].seq if self.asked else self.last.seq
        self.answer = next((event for event in self.written if event.seq > first), None)

    @cached_property
    def waits(self) -> list[Wait]:
        """Every time the visitor waited, in order.

        An agent who has answered and ends the chat has seen the last words ("thanks, bye").
        """
        waits, since = [], None
        for event in self.events:
            if event.kind == Kind.MESSAGE and event.by_kind == By.VISITOR:
                since = since or event.at
            elif since and event.kind == Kind.MESSAGE:
                waits.append(Wait(since, event.at, True))
                since = None
            elif since and event.kind == Kind.CLOSED:
                if not (self._is_answered_before(event) and _is_staff(event)):
                    waits.append(Wait(since, event.at, False))
                since = None
        if since:
            waits.append(Wait(since, self.last.at, False))
        return waits

    @cached_property
    def clock_start(self) -> datetime | None:
        """When somebody first waited inside the hours, before the first answer."""
        for wait in self.waits:
            start = self.hours.next_opening(wait.since)
            if start <= wait.until:
                return start
            if wait.is_answered:
                break
        return None

    @property
    def first_response(self) -> timedelta | None:
        if self.clock_start is None or self.answer is None:
            return None
        return self.answer.at - self.clock_start

    @property
    def agent_part(self) -> timedelta | None:
        """The part of the first response in which an agent had accepted the chat."""
        if self.clock_start is None or self.answer is None:
            return None
        total, since = NO_TIME, None
        for event in self.events:
            if event.kind == Kind.ACCEPTED:
                since = since or max(event.at, self.clock_start)
            elif since and (event is self.answer or event.kind in CHANGES_OWNER):
                total += max(event.at - since, NO_TIME)
                since = None
            if event is self.answer:
                break
        return total

    @property
    def longest_wait(self) -> timedelta:
        inside = (self.hours.open_time(wait.since, wait.until) for wait in self.waits)
        return max(inside, default=NO_TIME)

    @property
    def handle_time(self) -> timedelta:
        if self.answer is None:
            return NO_TIME
        steps = [event for event in self.events if event.kind in (Kind.MESSAGE, Kind.CLOSED)]
        gaps = (
            min(after.at - before.at, _longest_gap(after))
            for before, after in pairwise(steps)
            if before.kind != Kind.CLOSED
        )
        return sum(gaps, NO_TIME)

    @property
    def owners(self) -> tuple[Ownership, ...]:
        spans: list[Ownership] = []
        owner: UUID | None = None
        since = self.events[0].at
        for event in self.events:
            if event.kind not in CHANGES_OWNER:
                continue
            if owner and since < event.at:
                spans.append(Ownership(owner, since, event.at))
            owner, since = _taker(event), event.at
        if owner:
            spans.append(Ownership(owner, since, None))
        return tuple(spans)

    @property
    def senders(self) -> tuple[Sender, ...]:
        totals: dict[UUID, Sender] = {}
        for event in self.written:
            one = totals.get(event.by_uuid) or Sender(event.by_uuid, 0, 0, 0)
            length = event.characters
            own = 0 if _is_ready_made(event) else length
            totals[event.by_uuid] = Sender(
                one.agent, one.messages + 1, one.characters + length, one.own_characters + own
            )
        return tuple(totals.values())

    @property
    def rating(self) -> int | None:
        """The last one given: a visitor may think again."""
        scores = [
            event.data["score"] for event in self.events if event.kind == Kind.RATED if event.data
        ]
        return scores[-1] if scores else None

    @property
    def transcript(self) -> list[LoggedEvent]:
        """Everything up to the end: what is added later is no part of what was said."""
        return [event for event in self.events if event.seq <= self.last.seq]

    @property
    def outcome(self) -> str:
        if self.end is None:
            return ""
        declared = (self.end.data or {}).get("outcome")
        if declared in DECLARED:
            return DECLARED[declared]
        if not self.asked:
            return ChatOutcome.ABANDONED
        if self.answer is None:
            return self._unanswered()
        return ChatOutcome.DROPPED if self._was_left_waiting() else ChatOutcome.HANDLED

    def _unanswered(self) -> str:
        assert self.end is not None
        if self.clock_start is None:
            return ChatOutcome.OFFLINE
        waited = self.hours.open_time(self.clock_start, self.end.at)
        has_left = self.end.by_kind == By.VISITOR
        is_early = has_left and waited < ABANDONED_BEFORE
        return ChatOutcome.ABANDONED if is_early else ChatOutcome.MISSED

    def _was_left_waiting(self) -> bool:
        last = self.waits[-1] if self.waits else None
        if last is None or last.is_answered or last.until != self.last.at:
            return False
        return self.hours.open_time(last.since, last.until) >= ABANDONED_BEFORE

    def _is_answered_before(self, event: LoggedEvent) -> bool:
        return self.answer is not None and self.answer.seq < event.seq


def _taker(event: LoggedEvent) -> UUID | None:
    if event.kind not in (Kind.ASSIGNED, Kind.TRANSFERRED):
        return None
    card: dict[str, Any] = (event.data or {}).get("agent") or {}
    return UUID(str(card["id"])) if card else None


def _is_staff(event: LoggedEvent) -> bool:
    return event.by_kind in (By.AGENT, By.SUPERVISOR)


def _longest_gap(event: LoggedEvent) -> timedelta:
    return LONGEST_VISITOR_GAP if event.by_kind == By.VISITOR else LONGEST_AGENT_GAP


def _is_ready_made(event: LoggedEvent) -> bool:
    data = event.data or {}
    return bool(data.get("canned")) and not data.get("edited")
