"""When the four agents are there: an early and a late shift, breaks, and a day of illness."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from agents.models import AwayReason, Status

MINUTE = timedelta(minutes=1)
EARLY, LATE = (time(7, 55), time(15, 30)), (time(15, 0), time(23, 5))
# Who comes early and who late; the other way round every second week.
TEAMS = (("zuzana", "eva"), ("juraj", "marko"))
SATURDAYS = ((("zuzana",), ("juraj",)), (("marko",), ("eva",)))
SUNDAYS = ((("juraj",), ("zuzana",)), (("eva",), ("juraj",)))
# Minutes after the shift began, how many, and why. Colleagues go one after another.
PAUSES = (
    (105, 10, AwayReason.BREAK),
    (210, 30, AwayReason.LUNCH),
    (345, 10, AwayReason.BREAK),
)
TURN = 40


class Span(NamedTuple):
    """A stretch of one status. The agent is named as in their address."""

    agent: str
    status: str
    reason: str
    since: datetime
    until: datetime


def shifts(zone: str, since: datetime, until: datetime, luck: Random) -> Iterator[Span]:
    """The spans of everybody between two moments, by day."""
    tz = ZoneInfo(zone)
    day, last = since.astimezone(tz).date(), until.astimezone(tz).date()
    ill = day + timedelta(days=24)
    while day <= last:
        for hours, team in zip((EARLY, LATE), _teams(day), strict=True):
            for place, agent in enumerate(team):
                if agent == "eva" and day == ill:
                    continue
                begin, end = (datetime.combine(day, one, tz) for one in hours)
                yield from _within(_shift(agent, place, begin, end, luck), since, until)
        day += timedelta(days=1)


def _teams(day: date) -> tuple[tuple[str, ...], ...]:
    week = day.isocalendar().week % 2
    if day.weekday() == 5:
        return SATURDAYS[week]
    if day.weekday() == 6:
        return SUNDAYS[week]
    return TEAMS[::-1] if week else TEAMS


def _shift(agent: str, place: int, begin: datetime, end: datetime, luck: Random) -> Iterator[Span]:
    """Available and away in turns. Nobody comes to the minute."""
    at = begin + max(-4.0, luck.gauss(0, 3)) * MINUTE
    for after, minutes, reason in PAUSES:
        away = begin + (after + TURN * place) * MINUTE
        back = away + max(4.0, luck.gauss(minutes, 2)) * MINUTE
        yield Span(agent, Status.AVAILABLE, "", at, away)
        yield Span(agent, Status.AWAY, reason, away, back)
        at = back
    yield Span(agent, Status.AVAILABLE, "", at, end + luck.random() * 5 * MINUTE)


def _within(spans: Iterator[Span], since: datetime, until: datetime) -> Iterator[Span]:
    for span in spans:
        if span.since < until and span.until > since:
            yield span._replace(since=max(span.since, since), until=min(span.until, until))
