"""When agents were available, from the spans in which they were."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Min, OuterRef, Q, Subquery
from django.utils.timezone import now

from agents.models import Agent, PresenceSpan, Status
from tenants.hours import Span


def first_presence() -> datetime | None:
    return PresenceSpan.objects.aggregate(first=Min("started_at"))["first"]


def available_spans(
    since: datetime, until: datetime, agent: int | None = None
) -> dict[int, list[Span]]:
    """The stretches between two moments in which agents were available, in order."""
    agents = Agent.objects.filter(pk=agent) if agent else Agent.objects.all()
    moment = now()
    spans: dict[int, list[Span]] = defaultdict(list)
    for row in _spans_of(agents.values_list("pk", flat=True), since, until):
        start, end = max(row.started_at, since), min(row.ended_at or moment, until)
        if row.status == Status.AVAILABLE and start < end:
            spans[row.agent_id].append((start, end))
    return spans


def _spans_of(agents: Iterable[int], since: datetime, until: datetime) -> list[PresenceSpan]:
    """An agent's spans follow each other, so one alone can begin before and reach in."""
    earlier = PresenceSpan.objects.filter(agent=OuterRef("pk"), started_at__lt=since)
    last = Agent.objects.filter(pk__in=agents).annotate(
        last=Subquery(earlier.order_by("-started_at").values("pk")[:1])
    )
    reaching = [pk for pk in last.values_list("last", flat=True) if pk is not None]
    inside = Q(agent__in=agents, started_at__gte=since, started_at__lt=until)
    rows = PresenceSpan.objects.filter(inside | Q(pk__in=reaching))
    return list(rows.order_by("agent_id", "started_at"))
