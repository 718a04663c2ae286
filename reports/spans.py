"""Stretches of time: cutting them by the hour, laying them over each other."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tenants.hours import Span

HOUR = timedelta(hours=1)
NO_TIME = timedelta()


def pieces_by_hour(since: datetime, until: datetime) -> Iterator[tuple[datetime, Span]]:
    """A stretch cut at the hours of UTC, each piece with its hour."""
    hour = hour_of(since)
    while hour < until:
        yield hour, (max(since, hour), min(until, hour + HOUR))
        hour += HOUR


def hour_of(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


class Load(NamedTuple):
    """How many chats were running, and for how long."""

    since: datetime
    until: datetime
    chats: int


def loads(chats: Iterable[Span], since: datetime, until: datetime) -> Iterator[Load]:
    """The time between two moments, cut wherever a chat begins or ends."""
    changes: dict[datetime, int] = {}
    for start, end in chats:
        start, end = max(start, since), min(end, until)
        if start < end:
            changes[start] = changes.get(start, 0) + 1
            changes[end] = changes.get(end, 0) - 1
    count, at = 0, since
    for moment in sorted(changes):
        if at < moment:
            yield Load(at, moment, count)
        count, at = count + changes[moment], moment
    if at < until:
        yield Load(at, until, count)


def length(spans: Iterable[Span]) -> timedelta:
    return sum((end - start for start, end in spans), NO_TIME)


def overlap(ones: Iterable[Span], others: Iterable[Span]) -> list[Span]:
    """What two series of stretches, each in order and apart, have in common."""
    left, right, common = list(ones), list(others), []
    i = j = 0
    while i < len(left) and j < len(right):
        start, end = max(left[i][0], right[j][0]), min(left[i][1], right[j][1])
        if start < end:
            common.append((start, end))
        if left[i][1] < right[j][1]:
            i += 1
        else:
            j += 1
    return common
