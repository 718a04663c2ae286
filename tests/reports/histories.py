"""Conversations written down by hand: ``said("09:00:00", VISITOR, "Hello")``."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from conversations.models import By, Kind
from reports.facts import ChatFacts, chats_in
from reports.transcripts import LoggedEvent
from tenants.hours import DAYS, Hours, Timetable

ZONE = ZoneInfo("Europe/Bratislava")
VISITOR = UUID(int=1)
JANA, PETER = UUID(int=11), UUID(int=12)
NOBODY = UUID(int=0)
ALWAYS = Timetable(Hours.parse({}, ZONE.key))
OFFICE = Timetable(Hours.parse({day: [["08:00", "18:00"]] for day in DAYS[:5]}, ZONE.key))
MONDAY = "2025-11-17"


def at(clock: str) -> datetime:
    """A moment of a Monday, or of the day that is named before it."""
    day, _, time = clock.rpartition(" ")
    return datetime.fromisoformat(f"{day or MONDAY} {time}").replace(tzinfo=ZONE)


def seconds(duration: timedelta | None) -> float | None:
    return None if duration is None else duration.total_seconds()


def event(clock: str, kind: Kind, by: UUID = NOBODY, body: str = "", **data: Any) -> LoggedEvent:
    by_kind = {NOBODY: By.SYSTEM, VISITOR: By.VISITOR}.get(by, By.AGENT)
    return LoggedEvent(0, kind, by_kind, by, at(clock), body, data or None)


def said(clock: str, by: UUID, body: str = "Hello there", **data: Any) -> LoggedEvent:
    return event(clock, Kind.MESSAGE, by, body, **data)


def began(clock: str) -> LoggedEvent:
    return event(clock, Kind.STARTED, VISITOR)


def reopened(clock: str) -> LoggedEvent:
    return event(clock, Kind.REOPENED, VISITOR)


def given(clock: str, to: UUID, kind: Kind = Kind.ASSIGNED, by: UUID = NOBODY) -> LoggedEvent:
    return event(clock, kind, by, agent={"id": str(to), "name": "A", "photo": ""})


def accepted(clock: str, by: UUID) -> LoggedEvent:
    return event(clock, Kind.ACCEPTED, by)


def returned(clock: str) -> LoggedEvent:
    return event(clock, Kind.RETURNED, reason="agent_gone")


def closed(clock: str, by: UUID, outcome: str = "solved") -> LoggedEvent:
    return event(clock, Kind.CLOSED, by, outcome=outcome)


def rated(clock: str, score: int) -> LoggedEvent:
    return event(clock, Kind.RATED, VISITOR, score=score, comment="")


def log(*events: LoggedEvent) -> list[LoggedEvent]:
    return [one._replace(seq=seq) for seq, one in enumerate(events, start=1)]


def chats(*events: LoggedEvent, timetable: Timetable = ALWAYS) -> list[ChatFacts]:
    return chats_in(log(*events), timetable)


def chat(*events: LoggedEvent, timetable: Timetable = ALWAYS) -> ChatFacts:
    (only,) = chats(*events, timetable=timetable)
    return only
