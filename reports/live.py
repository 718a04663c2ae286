"""The agency at this moment, straight from the tables: who waits, who is there, what is late."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils.timezone import now

from agents.models import Agent, Assignment
from agents.models import Status as AgentStatus
from conversations.models import Conversation, Status
from tenants.models import Brand

# A visitor is answered within the first, and never waits longer than the second.
PROMISE = timedelta(seconds=30)
HARD_LIMIT = timedelta(minutes=2)
LISTED_BREACHES = 20


@dataclass(frozen=True)
class Open:
    """The open conversations of a brand, or of all."""

    waiting: int = 0
    held: int = 0
    # With a visitor message that nobody answered within the promise, and within the limit.
    late: int = 0
    over_limit: int = 0
    # Since when the visitor who waits longest has had no answer.
    oldest: datetime | None = None
    longest: timedelta | None = None

    @property
    def is_late(self) -> bool:
        return self.longest is not None and self.longest > PROMISE


@dataclass(frozen=True)
class Staff:
    """Agents who take chats now, and the chats they could hold at once."""

    people: int = 0
    used: int = 0
    slots: int = 0

    @property
    def free(self) -> int:
        # Who was given fewer slots may still hold more for a while.
        return max(0, self.slots - self.used)


@dataclass(frozen=True)
class BrandNow:
    brand: Brand
    open: Open
    staff: Staff

    @property
    def promise(self) -> str:
        """What became of the promise, the worst first."""
        if self.open.over_limit:
            return "broken"
        if self.open.waiting and not self.staff.people:
            return "unserved"
        if self.open.late:
            return "late"
        if not self.staff.people:
            return "nobody"
        return "full" if not self.staff.free else "kept"


@dataclass(frozen=True)
class AgentNow:
    agent: Agent

    @property
    def slots(self) -> list[bool]:
        """Each slot, and whether a chat is in it."""
        count = max(self.agent.capacity, self.agent.load)
        return [place < self.agent.load for place in range(count)]

    @property
    def state(self) -> str:
        if self.agent.status != AgentStatus.AVAILABLE:
            return "away"
        return "free" if self.agent.load < self.agent.capacity else "full"


@dataclass(frozen=True)
class Breach:
    """A conversation whose visitor waits longer than was promised."""

    conversation: Conversation
    waited: timedelta

    @property
    def is_over_limit(self) -> bool:
        return self.waited > HARD_LIMIT


def open_now() -> dict[int, Open]:
    """The open conversations of each brand that has some."""
    moment = now()
    rows = Conversation.objects.open().values("brand_id").annotate(**_counts(moment)).order_by()
    return {row.pop("brand_id"): _open(row, moment) for row in rows}


def in_all(brands: dict[int, Open]) -> Open:
    """All brands together."""
    counts: Counter[str] = Counter()
    for one in brands.values():
        counts.update(waiting=one.waiting, held=one.held)
        counts.update(late=one.late, over_limit=one.over_limit)
    oldest = min((one.oldest for one in brands.values() if one.oldest), default=None)
    longest = max((one.longest for one in brands.values() if one.longest), default=None)
    return Open(**counts, oldest=oldest, longest=longest)


def brands_now(open_by_brand: dict[int, Open]) -> list[BrandNow]:
    staff = _staff_by_brand()
    return [
        BrandNow(brand, open_by_brand.get(brand.pk, Open()), staff.get(brand.pk, Staff()))
        for brand in Brand.objects.filter(is_active=True).order_by("name")
    ]


def staff_now() -> Staff:
    counted = Agent.objects.available().aggregate(
        people=Count("pk"), used=Sum("load", default=0), slots=Sum("capacity", default=0)
    )
    return Staff(**counted)


def agents_now() -> list[AgentNow]:
    """Agents with an open console, those who can take most first."""
    return [AgentNow(agent) for agent in Agent.objects.online().order_by("status", "load", "name")]


def breaches_now() -> list[Breach]:
    """Who waits for an answer longer than was promised, the longest first."""
    moment = now()
    late = Conversation.objects.open().filter(unanswered_since__lt=moment - PROMISE)
    rows = late.select_related("brand", "visitor", "agent").order_by("unanswered_since", "pk")
    return [Breach(chat, moment - chat.unanswered_since) for chat in rows[:LISTED_BREACHES]]


def _counts(moment: datetime) -> dict[str, Any]:
    is_waiting = Q(status=Status.WAITING)
    return {
        "waiting": Count("pk", filter=is_waiting),
        "held": Count("pk", filter=~is_waiting),
        "late": Count("pk", filter=Q(unanswered_since__lt=moment - PROMISE)),
        "over_limit": Count("pk", filter=Q(unanswered_since__lt=moment - HARD_LIMIT)),
        "oldest": Min("unanswered_since"),
    }


def _open(counts: dict[str, Any], moment: datetime) -> Open:
    oldest = counts["oldest"]
    return Open(**counts, longest=max(moment - oldest, timedelta()) if oldest else None)


def _staff_by_brand() -> dict[int, Staff]:
    serving = Assignment.objects.filter(
        agent__in=Agent.objects.available(), agent__membership__is_active=True
    )
    counted = serving.values("brand_id").annotate(
        people=Count("pk"), used=Sum("agent__load"), slots=Sum("agent__capacity")
    )
    return {row.pop("brand_id"): Staff(**row) for row in counted.order_by()}
