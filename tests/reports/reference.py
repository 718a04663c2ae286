"""Every KPI once more, in the plainest way: one event after another, one chat after another.

It shares no code with the product but the names of things.
"""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

ZERO = timedelta()
STAFF_ENDINGS = {"spam", "test", "wrong_company", "no_intent", "offline"}


def seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


@dataclass
class Promise:
    """Promised hours as a list of stretches, long enough for any test."""

    week: dict[str, list[list[str]]]
    zone: ZoneInfo

    def __post_init__(self) -> None:
        self.spans: list[tuple[datetime, datetime]] = []
        names = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        day = date(2025, 9, 1)
        while day < date(2026, 3, 1):
            for start, end in self.week.get(names[day.weekday()], []):
                begin = self.moment(day, start)
                over = self.moment(day if end > start else day + timedelta(days=1), end)
                self.spans.append((begin, over))
            day += timedelta(days=1)

    def moment(self, day: date, text: str) -> datetime:
        wall = datetime.combine(day, time.fromisoformat(text)).replace(tzinfo=self.zone)
        return wall.astimezone(UTC)

    def inside(self, since: datetime, until: datetime) -> timedelta:
        if not self.week:
            return max(until - since, ZERO)
        total = ZERO
        for start, end in self.spans:
            total += max(min(end, until) - max(start, since), ZERO)
        return total

    def opens(self, at: datetime) -> datetime:
        if not self.week:
            return at
        return min(max(start, at) for start, end in self.spans if end > at)


@dataclass
class Told:
    """What the reference found out about one chat."""

    events: list[Any]
    outcome: str = ""
    clock: datetime | None = None
    first_response: timedelta | None = None
    held_part: timedelta | None = None
    longest: timedelta = ZERO
    handle: timedelta = ZERO
    responder: Any = None
    holder: Any = None
    rating: int | None = None
    holds: list[tuple[Any, datetime, datetime | None]] = field(default_factory=list)

    @property
    def opened(self) -> datetime:
        return self.events[0].at

    @property
    def counted(self) -> datetime:
        return self.clock or self.opened

    @property
    def billable(self) -> bool:
        asked = [one for one in self.events if one.kind == "message" and one.by_kind == "visitor"]
        words = sum(len(re.findall(r"\w+", one.body)) for one in asked)
        return self.outcome == "handled" and words >= 1


def tell_chats(events: list[Any], promise: Promise) -> list[Told]:
    chats: list[Told] = []
    closed_at = None
    for event in sorted(events, key=lambda event: event.seq):
        if not chats:
            chats.append(Told([]))
        if event.kind == "reopened" and closed_at and event.at > closed_at + seconds(300):
            chats.append(Told([]))
        chats[-1].events.append(event)
        if event.kind == "closed":
            closed_at = event.at
        if event.kind == "reopened":
            closed_at = None
    for chat in chats:
        tell(chat, promise)
    return chats


def tell(chat: Told, promise: Promise) -> None:
    waiting: Any = None
    unanswered_end = None
    is_over = False
    clock_is_off = False

    def end_wait(until: datetime) -> None:
        nonlocal waiting, clock_is_off
        chat.longest = max(chat.longest, promise.inside(waiting, until))
        if chat.clock is None and not clock_is_off and promise.opens(waiting) <= until:
            chat.clock = promise.opens(waiting)
        waiting = None

    for event in chat.events:
        is_message = event.kind == "message"
        if is_message and event.by_kind == "visitor":
            waiting = waiting or event.at
            unanswered_end = None
            is_over = False
        if is_message and event.by_kind == "agent":
            was_first = chat.responder is None
            if waiting:
                end_wait(event.at)
            clock_is_off = True
            if was_first:
                chat.responder = event.by_uuid
                if chat.clock:
                    chat.first_response = event.at - chat.clock
                    chat.held_part = sum_after(chat, event)
        if event.kind == "closed":
            is_over = True
            unanswered_end = None
            if waiting and chat.responder and event.by_kind == "agent":
                waiting = None
            elif waiting:
                unanswered_end = promise.inside(waiting, event.at)
                end_wait(event.at)
        if event.kind == "reopened":
            is_over = False
        if event.kind == "rated":
            chat.rating = event.data["score"]
    if waiting:
        end_wait(chat.events[-1].at)
    tell_holds(chat)
    if chat.responder:
        tell_handling(chat)
    chat.outcome = end_of(chat, unanswered_end, promise) if is_over else ""


def tell_holds(chat: Told) -> None:
    owner: Any = None
    owned: Any = None
    for event in chat.events:
        if event.kind in ("assigned", "transferred", "returned", "closed", "reopened"):
            if owner and owned < event.at:
                chat.holds.append((owner, owned, event.at))
            taken = event.kind in ("assigned", "transferred")
            owner = event.data["agent"]["id"] if taken else None
            owned = event.at
    if owner:
        chat.holds.append((owner, owned, None))
    chat.holder = chat.holds[-1][0] if chat.holds else None


def tell_handling(chat: Told) -> None:
    last_step: Any = None
    for event in chat.events:
        if event.kind in ("message", "closed"):
            if last_step is not None and last_step.kind != "closed":
                most = 240 if event.by_kind == "visitor" else 600
                chat.handle += min(event.at - last_step.at, seconds(most))
            last_step = event


def sum_after(chat: Told, answer: Any) -> timedelta:
    """Of the time from the clock to the answer, what lay in hands that had accepted it."""
    total, since = ZERO, None
    for event in chat.events:
        if event.seq > answer.seq:
            break
        if event.kind == "accepted" and since is None:
            since = event.at
        ends = event.kind in ("assigned", "transferred", "returned", "closed", "reopened")
        if since is not None and (ends or event.seq == answer.seq):
            total += max(event.at - max(since, chat.clock), ZERO)
            since = None
    return total


def end_of(chat: Told, unanswered_end: timedelta | None, promise: Promise) -> str:
    end = [event for event in chat.events if event.kind == "closed"][-1]
    if end.data["outcome"] in STAFF_ENDINGS:
        return end.data["outcome"]
    if chat.responder is None:
        if chat.clock is None:
            return "offline"
        waited = promise.inside(chat.clock, end.at)
        return "abandoned" if end.by_kind == "visitor" and waited < seconds(15) else "missed"
    if unanswered_end is not None and unanswered_end >= seconds(15):
        return "dropped"
    return "handled"


def local_hour(at: datetime, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    return at - timedelta(
        minutes=local.minute, seconds=local.second, microseconds=local.microsecond
    )


def count(chats: list[Told]) -> dict[str, Any]:
    """All counts and sums of some chats that are over, whoever had them."""
    total: dict[str, Any] = defaultdict(int)
    waits: list[float] = []
    for name in ("first_response", "queue_part", "agent_part", "longest_wait", "handle_time"):
        total[name] = ZERO
    for chat in chats:
        total["chats"] += 1
        total[chat.outcome] += 1
        total["billable"] += chat.billable
        total["breaches"] += chat.longest > seconds(120)
        total["longest_wait"] = max(total["longest_wait"], chat.longest)
        total["two_way"] += chat.responder is not None
        total["handle_time"] += chat.handle
        if chat.rating is not None:
            total["ratings"] += 1
            total["good_ratings"] += chat.rating >= 4
        for event in chat.events:
            if event.kind == "message" and event.by_kind == "agent":
                data = event.data or {}
                total["messages"] += 1
                total["characters"] += len(event.body)
                if "canned" not in data or data.get("edited"):
                    total["own_characters"] += len(event.body)
        if chat.clock and chat.outcome not in ("abandoned", "offline", "spam", "test"):
            total["offered"] += 1
            waits.append(math.inf)
            if chat.first_response is not None:
                waits[-1] = chat.first_response.total_seconds()
                total["answered"] += 1
                total["in_time"] += chat.first_response <= seconds(30)
                total["first_response"] += chat.first_response
                held = chat.held_part or ZERO
                total["agent_part"] += held
                total["queue_part"] += chat.first_response - held
    total["first_response_median"] = percentile(waits, 0.5)
    total["first_response_p90"] = percentile(waits, 0.9)
    return dict(total)


def percentile(values: list[float], part: float) -> timedelta | None:
    if not values:
        return None
    values = sorted(values)
    place = part * (len(values) - 1)
    low, high = values[math.floor(place)], values[math.ceil(place)]
    if math.isinf(high):
        return None
    return seconds(low + (high - low) * (place - math.floor(place)))
