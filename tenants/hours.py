"""When a brand promises to answer: a week of wall-clock intervals in the brand's zone.

Pure. All moments are aware; a day in which the clocks change has 23 or 25 hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Self
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ONE_DAY = timedelta(days=1)
# A week may have one opening, and the clocks may jump over it once.
HORIZON = timedelta(days=16)

# {"mon": [["08:00", "18:00"]], …}: a day left out is closed, and none at all is always open.
Week = Mapping[str, Sequence[Sequence[str]]]
Span = tuple[datetime, datetime]


@dataclass(frozen=True)
class Hours:
    """Promised hours of one brand. An interval that ends at or before its start ends tomorrow."""

    zone: ZoneInfo
    week: tuple[tuple[tuple[time, time], ...], ...]

    @classmethod
    def parse(cls, week: Week, time_zone: str) -> Self:
        days = (
            tuple((_time(start), _time(end)) for start, end in week.get(day, ())) for day in DAYS
        )
        return cls(ZoneInfo(time_zone), tuple(days))

    @property
    def is_always_open(self) -> bool:
        return not any(self.week)

    def is_open(self, at: datetime) -> bool:
        return any(start <= at for start, _ in self.spans(at, at + timedelta.resolution))

    def next_opening(self, at: datetime) -> datetime:
        """``at`` itself while open, else the moment at which the brand opens again."""
        return next(self.spans(at, at + HORIZON))[0]

    def open_time(self, since: datetime, until: datetime) -> timedelta:
        """How much of the time between two moments is inside the hours."""
        return sum((end - start for start, end in self.spans(since, until)), timedelta())

    def spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        """The open stretches between two moments, in order, apart from each other."""
        if since >= until:
            return
        if self.is_always_open:
            yield since, until
            return
        for start, end in merged(self._intervals(since, until)):
            if start < until and end > since:
                yield max(start, since), min(end, until)

    def local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def start_of_hour(self, at: datetime) -> datetime:
        return start_of_hour(at, self.zone)

    def _intervals(self, since: datetime, until: datetime) -> Iterator[Span]:
        day = self.local_day(since) - ONE_DAY
        last = self.local_day(until)
        while day <= last:
            for start, end in self.week[day.weekday()]:
                end_day = day if end > start else day + ONE_DAY
                span = self._moment(day, start), self._moment(end_day, end)
                # Where the clock jumps forward, the end may fall before the start.
                if span[0] < span[1]:
                    yield span
            day += ONE_DAY

    def _moment(self, day: date, at: time) -> datetime:
        return datetime.combine(day, at, self.zone).astimezone(UTC)


@dataclass(frozen=True)
class Timetable:
    """The hours of a brand over time: what was promised then is not changed by what is now."""

    current: Hours
    # Ended ones with the moment of their end, oldest first.
    past: tuple[tuple[datetime, Hours], ...] = ()

    def at(self, moment: datetime) -> Hours:
        ended_later = (hours for until, hours in self.past if moment < until)
        return next(ended_later, self.current)

    def spans(self, since: datetime, until: datetime) -> Iterator[Span]:
        """The promised stretches between two moments, each by the hours of its time."""
        changes = [change for change, _ in self.past if since < change < until]
        for start, end in pairwise([since, *changes, until]):
            yield from self.at(start).spans(start, end)


def start_of_hour(at: datetime, zone: ZoneInfo) -> datetime:
    """The beginning of the wall-clock hour of ``zone`` that ``at`` is in."""
    local = at.astimezone(zone)
    into = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at.astimezone(UTC) - into


def start_of_day(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)


def merged(spans: Iterable[Span]) -> Iterator[Span]:
    """Stretches in any order as stretches apart; those that touch are one."""
    current: Span | None = None
    for start, end in sorted(spans):
        if current is None:
            current = start, end
        elif start <= current[1]:
            current = current[0], max(current[1], end)
        else:
            yield current
            current = start, end
    if current is not None:
        yield current
