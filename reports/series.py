"""What charts and tables show beside the KPIs: chats hour by hour, and leads."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from agents.models import Agent
from leads.models import Dispute, Lead, LeadStatus
from leads.queries import leads_in
from reports.models import KpiHour
from tenants.models import Brand

Place = TypeVar("Place", bound=Hashable)


@dataclass(frozen=True)
class Answers:
    """What became of chats, as charts show it."""

    offered: int = 0
    answered: int = 0
    in_time: int = 0

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(
            self.offered + other.offered,
            self.answered + other.answered,
            self.in_time + other.in_time,
        )

    @property
    def percent_in_time(self) -> float | None:
        return self.in_time / self.offered * 100 if self.offered else None


# Won and lost are what becomes of accepted ones.
ACCEPTED = (LeadStatus.ACCEPTED, LeadStatus.WON, LeadStatus.LOST)


@dataclass(frozen=True)
class LeadCounts:
    """Captured leads, and of the qualified ones what became of them."""

    leads: int = 0
    qualified: int = 0
    accepted: int = 0
    won: int = 0
    disputed: int = 0


NO_LEADS = LeadCounts()


def answers_by_hour(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[datetime, Answers]:
    """By the hours of the brands, from the roll-ups alone: percentiles of each would be costly."""
    rows = KpiHour.objects.filter(hour__gte=since, hour__lt=until)
    rows = rows.filter(brand=brand) if brand else rows
    rows = rows.filter(agent=agent) if agent else rows
    counted = rows.values("hour").annotate(
        all_offered=Sum("offered"), all_answered=Sum("answered"), all_in_time=Sum("in_time")
    )
    values = counted.values_list("hour", "all_offered", "all_answered", "all_in_time")
    return {hour: Answers(*sums) for hour, *sums in values.order_by("hour")}


def folded(
    hours: Mapping[datetime, Answers], place: Callable[[datetime], Place]
) -> dict[Place, Answers]:
    """Hours added up by where they belong: their day, or their place in the week."""
    found: dict[Place, Answers] = {}
    for hour, answers in hours.items():
        found[place(hour)] = found.get(place(hour), Answers()) + answers
    return found


def leads_of_period(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> LeadCounts:
    return LeadCounts(**_rows(since, until, brand, agent).aggregate(**_counts()))


def leads_by_brand(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[int, LeadCounts]:
    return _grouped(_rows(since, until, brand, agent), "brand_id")


def leads_by_agent(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[int | None, LeadCounts]:
    return _grouped(_rows(since, until, brand, agent), "agent_id")


def leads_by_day(
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    brand: Brand | None = None,
    agent: Agent | None = None,
) -> dict[date, LeadCounts]:
    rows = _rows(since, until, brand, agent).annotate(day=TruncDate("captured_at", tzinfo=zone))
    return _grouped(rows, "day")


def _rows(
    since: datetime, until: datetime, brand: Brand | None, agent: Agent | None
) -> QuerySet[Lead]:
    disputes = Dispute.objects.filter(lead=OuterRef("pk"))
    rows = leads_in(brand, since, until).annotate(is_disputed=Exists(disputes))
    return rows.filter(agent=agent) if agent else rows


def _counts() -> dict[str, Any]:
    qualified = Q(is_qualified=True)
    return {
        "leads": Count("pk"),
        "qualified": Count("pk", filter=qualified),
        "accepted": Count("pk", filter=qualified & Q(status__in=ACCEPTED)),
        "won": Count("pk", filter=qualified & Q(status=LeadStatus.WON)),
        "disputed": Count("pk", filter=qualified & Q(is_disputed=True)),
    }


def _grouped(rows: QuerySet[Lead], field: str) -> dict[Any, LeadCounts]:
    # select_related would join what is not read here.
    counted = rows.select_related(None).order_by().values(field).annotate(**_counts())
    return {row.pop(field): LeadCounts(**row) for row in counted}
