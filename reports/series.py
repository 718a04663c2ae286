"""Leads beside the KPIs of chats: how many were captured, for whom, by whom, on which day."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from agents.models import Agent
from leads.models import Dispute, Lead, LeadStatus
from leads.queries import leads_in
from tenants.models import Brand

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
) -> dict[int, LeadCounts]:
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
