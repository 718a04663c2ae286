"""A visit: to whom, by whom, what stands in its log, and how long everything takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from agents.models import Assignment
from config.demo.history.texts import Dialogue, Person, Said, Voice
from config.demo.shop import Shop
from config.replay.dialogues import VISITOR
from conversations.log import SYSTEM, Author
from conversations.models import By, CannedReply, Conversation, Event, Kind, Visitor
from tenants.hours import Hours
from tenants.models import Brand

SECOND = timedelta(seconds=1)
INSTANT = timedelta(milliseconds=40)
# How fast everybody answers, against the ordinary.
PACE = {"zuzana": 0.85, "juraj": 1.0, "eva": 0.95, "marko": 1.3}
# What clients send with an id of their own.
SENT = (Kind.MESSAGE, Kind.NOTE, Kind.RATED)
TYPED_A_SECOND = 7.0
# One answer in so many takes far too long.
FORGOTTEN = 0.004


@dataclass(frozen=True)
class Place:
    """A brand with everything that its chats need. Dialogues are by their outcome."""

    brand: Brand
    shop: Shop
    hours: Hours
    voice: Voice
    dialogues: Mapping[str, list[Dialogue]]
    # Canned replies by their shortcut.
    replies: Mapping[str, CannedReply]


@dataclass
class Log:
    """The events of a conversation as they come."""

    visitor: Visitor
    luck: Random
    events: list[Event] = field(default_factory=list)

    @property
    def ended_at(self) -> datetime:
        return self.events[-1].at

    @property
    def writer(self) -> Author:
        return Author(By.VISITOR, self.visitor.uuid, self.visitor.name, self.visitor.name)

    def add(
        self,
        kind: Kind,
        at: datetime,
        by: Author = SYSTEM,
        *,
        body: str = "",
        data: dict[str, Any] | None = None,
    ) -> None:
        sender = {"by_kind": by.kind, "by_uuid": by.uuid, "by_name": by.name, "by_alias": by.alias}
        event = Event(kind=kind, at=at, body=body, data=data, **sender)
        is_sent = kind in SENT or (kind == Kind.CLOSED and by.kind == By.VISITOR)
        event.client_id = UUID(int=self.luck.getrandbits(128), version=4) if is_sent else None
        self.events.append(event)

    def begin(self, at: datetime, conversation: Conversation) -> None:
        page = {"url": conversation.page_url, "title": conversation.page_title}
        page["referrer"] = conversation.referrer
        data = {"page": page, "language": conversation.language}
        self.add(Kind.STARTED, at, self.writer, data=data)

    def ask(self, at: datetime, text: str) -> None:
        self.add(Kind.MESSAGE, at, self.writer, body=text)

    def give(self, at: datetime, to: Assignment, *, by: Author = SYSTEM) -> None:
        """By the system to the first agent, by an agent to a colleague."""
        kind = Kind.ASSIGNED if by is SYSTEM else Kind.TRANSFERRED
        card = {"id": str(to.agent.uuid), "name": to.alias, "photo": to.photo}
        self.add(kind, at, by, data={"agent": card})

    def close(self, at: datetime, by: Author, outcome: str) -> None:
        self.add(Kind.CLOSED, at, by, data={"outcome": outcome})


@dataclass
class Visit:
    place: Place
    at: datetime
    person: Person
    conversation: Conversation
    log: Log
    # What the texts of this visit are filled with.
    words: dict[str, str]


@dataclass(frozen=True)
class PastLead:
    """A contact that an agent wrote down during a chat."""

    uuid: UUID
    visit: Visit
    assignment: Assignment
    at: datetime
    values: dict[str, str]
    # The data of its event.
    data: dict[str, object]


def signed(assignment: Assignment) -> Author:
    agent = assignment.agent
    return Author(By.AGENT, agent.uuid, agent.name, assignment.alias, agent.pk)


@dataclass(frozen=True)
class Beat:
    """A turn of a dialogue and the time that passes before it."""

    turn: Said
    after: timedelta


def beats(dialogue: Dialogue, luck: Random) -> list[Beat]:
    """A rhythm for a dialogue, as an ordinary agent would have it."""
    return [Beat(turn, _pause(turn, luck)) for turn in dialogue.turns]


def lasting(rhythm: list[Beat]) -> timedelta:
    """How long a chat in this rhythm takes at most, all told."""
    slowest = max(PACE.values())
    return sum((beat.after for beat in rhythm), timedelta()) * slowest * 1.5 + 180 * SECOND


def first_response(name: str, load: int, luck: Random) -> timedelta:
    """Seconds from being given a chat to the first answer; longer with hands full."""
    usual = luck.lognormvariate(2.75, 0.45)
    return max(4.0, usual * PACE[name] * (1 + 0.25 * load)) * SECOND


def _pause(turn: Said, luck: Random) -> timedelta:
    if turn.side == VISITOR:
        return min(240.0, luck.lognormvariate(2.9, 0.7) + len(turn.text) / TYPED_A_SECOND) * SECOND
    if luck.random() < FORGOTTEN:
        return luck.uniform(125, 210) * SECOND
    typing = len(turn.text) / TYPED_A_SECOND * (0.3 if turn.shortcut else 1.0)
    return (luck.lognormvariate(2.0, 0.5) + typing) * SECOND
