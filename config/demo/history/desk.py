"""Who was given a chat: the product's own order of tiers and loads, played over past shifts."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from agents.models import Assignment, Status
from config.demo.history.shifts import Span

# More than anybody begins while a chat of theirs goes on.
MANY = 32


class Stretch(NamedTuple):
    """A stretch of somebody's time."""

    since: datetime
    until: datetime


class Desk:
    def __init__(self, spans: Iterable[Span], assignments: Iterable[Assignment]) -> None:
        """The agents of spans are named by the first part of their address."""
        self._serving: dict[int, list[Assignment]] = defaultdict(list)
        for assignment in assignments:
            self._serving[assignment.brand_id].append(assignment)
        # When somebody comes and when they go, in the order of time.
        self._there: dict[str, list[Stretch]] = defaultdict(list)
        for span in spans:
            if span.status == Status.AVAILABLE:
                insort(self._there[span.agent], Stretch(span.since, span.until))
        self._held: dict[str, list[Stretch]] = defaultdict(list)

    def find(
        self, brand_id: int, at: datetime, *, within: timedelta, lasting: timedelta
    ) -> tuple[Assignment, datetime] | None:
        """Who could take a chat of the brand first, and when, if anybody could in time."""
        moment: datetime | None = at
        while moment and moment <= at + within:
            if free := self.free(brand_id, moment, lasting=lasting):
                return free[0], moment
            moment = self._next_change(brand_id, moment)
        return None

    def free(self, brand_id: int, at: datetime, *, lasting: timedelta) -> list[Assignment]:
        """Who is there with room for a chat that long, in the order in which they are asked."""
        until = at + lasting
        found = [
            assignment
            for assignment in self._serving[brand_id]
            if self._is_there(nickname(assignment), at)
            and self.load(assignment, at, until) < assignment.agent.capacity
        ]
        return sorted(found, key=lambda one: (one.tier, self.load(one, at, until)))

    def hold(self, assignment: Assignment, since: datetime, until: datetime) -> None:
        insort(self._held[nickname(assignment)], Stretch(since, until))

    def load(self, assignment: Assignment, since: datetime, until: datetime) -> int:
        """How many chats the agent holds at some time between; at no moment more."""
        held = _begun(self._held[nickname(assignment)], until)
        return sum(1 for one in held if one.until > since)

    def _next_change(self, brand_id: int, at: datetime) -> datetime | None:
        """When somebody comes back, or a chat ends."""
        moments = []
        for name in map(nickname, self._serving[brand_id]):
            moments += [held.until for held in _begun(self._held[name], at)]
            there = self._there[name]
            next_one = bisect_right(there, at, key=lambda one: one.since)
            moments += [span.since for span in there[next_one : next_one + 1]]
        return min((moment for moment in moments if moment > at), default=None)

    def _is_there(self, name: str, at: datetime) -> bool:
        return any(span.until > at for span in _begun(self._there[name], at))


def nickname(assignment: Assignment) -> str:
    return str(assignment.agent.membership.user.email).partition("@")[0]


def _begun(stretches: list[Stretch], at: datetime) -> list[Stretch]:
    """Those that began by then and may still run."""
    end = bisect_right(stretches, at, key=lambda one: one.since)
    return stretches[max(0, end - MANY) : end]
