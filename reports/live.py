"""The agency at this moment, straight from the tables: who waits, who is there, what is late."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.utils.timezone import now

from agents.models import Agent, Assignment
from agents.models import Status as AgentStatus
from conversations.models import Conversation, Status
from tenants.hours import Hours
from tenants.models import Brand
from tenants.queries import hours_of, visible_brands

# A visitor is answered within the first, and never waits longer than the second.
PROMISE = timedelta(seconds=30)
HARD_LIMIT = timedelta(minutes=2)


@dataclass(frozen=True)
class Breach:
    """A conversation whose visitor waits longer than was promised."""

    conversation: Conversation
    # Inside the promised hours.
    waited: timedelta

    @property
    def is_over_limit(self) -> bool:
        return self.waited > HARD_LIMIT


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
    is_open: bool
    staff: Staff
    breaches: list[Breach]
    waiting: int = 0
    held: int = 0
    longest: timedelta | None = None

    @property
    def over_limit(self) -> int:
        return sum(breach.is_over_limit for breach in self.breaches)

    @property
    def promise(self) -> str:
        """What became of the promise, the worst first."""
        if self.over_limit:
            return "broken"
        if self.waiting and not self.staff.people:
            return "unserved"
        if self.breaches:
            return "late"
        if not self.is_open:
            return "closed"
        if not self.staff.people:
            return "nobody"
        return "kept" if self.staff.free else "full"


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
class Wall:
    """What hangs on the wall. Its totals are the sums of its rows."""

    read_at: datetime
    brands: list[BrandNow]
    agents: list[AgentNow]
    # Everybody who takes chats now, each once.
    staff: Staff

    @property
    def waiting(self) -> int:
        return sum(row.waiting for row in self.brands)

    @property
    def held(self) -> int:
        return sum(row.held for row in self.brands)

    @property
    def longest(self) -> timedelta | None:
        return max((row.longest for row in self.brands if row.longest), default=None)

    @property
    def breaches(self) -> list[Breach]:
        """The longest first."""
        found = (breach for row in self.brands for breach in row.breaches)
        return sorted(found, key=lambda breach: breach.waited, reverse=True)

    @property
    def over_limit(self) -> int:
        return sum(row.over_limit for row in self.brands)


def wall_now() -> Wall:
    moment = now()
    hours = {brand: hours_of(brand) for brand in visible_brands()}
    counts, breaches, staff = _open_chats(), _breaches(hours, moment), _staff_by_brand()
    brands = [
        BrandNow(
            brand=brand,
            is_open=week.is_open(moment),
            staff=staff.get(brand.pk, Staff()),
            breaches=breaches[brand.pk],
            **_counted(counts.get(brand.pk), week, moment),
        )
        for brand, week in hours.items()
    ]
    return Wall(moment, brands, agents_now(), staff_now())


def staff_now() -> Staff:
    counted = Agent.objects.available().aggregate(
        people=Count("pk"), used=Sum("load", default=0), slots=Sum("capacity", default=0)
    )
    return Staff(**counted)


def agents_now() -> list[AgentNow]:
    """Agents with an open console, those who can take most first."""
    return [AgentNow(agent) for agent in Agent.objects.online().order_by("status", "load", "name")]


def _open_chats() -> dict[int, dict[str, Any]]:
    rows = Conversation.objects.open().values("brand_id").order_by()
    counted = rows.annotate(
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        held=Count("pk", filter=~Q(status=Status.WAITING)),
        oldest=Min("unanswered_since"),
    )
    return {row.pop("brand_id"): row for row in counted}


def _counted(counts: dict[str, Any] | None, hours: Hours, moment: datetime) -> dict[str, Any]:
    if counts is None:
        return {}
    oldest = counts["oldest"]
    longest = hours.open_time(oldest, moment) if oldest else None
    return {"waiting": counts["waiting"], "held": counts["held"], "longest": longest}


def _breaches(hours: Mapping[Brand, Hours], moment: datetime) -> dict[int, list[Breach]]:
    """Who has waited too long, by brand."""
    late = Conversation.objects.open().filter(unanswered_since__lt=moment - PROMISE)
    found: dict[int, list[Breach]] = defaultdict(list)
    for chat in late.filter(brand__in=hours).select_related("brand", "visitor", "agent"):
        waited = hours[chat.brand].open_time(chat.unanswered_since, moment)
        if waited > PROMISE:
            found[chat.brand_id].append(Breach(chat, waited))
    return found


def _staff_by_brand() -> dict[int, Staff]:
    serving = Assignment.objects.filter(
        agent__in=Agent.objects.available(), agent__membership__is_active=True
    )
    counted = serving.values("brand_id").annotate(
        people=Count("pk"), used=Sum("agent__load"), slots=Sum("agent__capacity")
    )
    return {
        brand_id: Staff(people, used, slots)
        for brand_id, people, used, slots in counted.order_by().values_list(
            "brand_id", "people", "used", "slots"
        )
    }
