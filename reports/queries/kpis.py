"""KPIs of any period: counts and sums from the roll-ups, percentiles from the facts.

A period is of whole hours of the brand, so that both count the same chats.
"""

import math
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Aggregate, F, FloatField, Func, Max, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from agents.models import Agent
from reports.kpis import Kpis, Staffing
from reports.models import AgentHour, ChatFact, KpiHour
from reports.tally import COLUMNS
from tenants.models import Brand

Model = TypeVar("Model", ChatFact, KpiHour)


class Percentile(Aggregate):
    """Interpolated between neighbours; infinite among those who were never answered."""

    function = "percentile_cont"
    template = "%(function)s(%(fraction)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


class Seconds(Func):
    # extract() would make a numeric of it first.
    template = "date_part('epoch', %(expressions)s)"
    output_field = FloatField()


_WAITED = Coalesce(Seconds(F("first_response")), Value(math.inf, FloatField()))
_PERCENTILES = {
    "first_response_median": Percentile(_WAITED, fraction=0.5),
    "first_response_p90": Percentile(_WAITED, fraction=0.9),
}
_SUMS = {f"all_{name}": (Max if name == "longest_wait" else Sum)(name) for name in COLUMNS}


def kpis(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> Kpis:
    sums = _within(KpiHour.objects.all(), since, until, brand, agent).aggregate(**_SUMS)
    spread = _within(_offered(), since, until, brand, agent).aggregate(**_PERCENTILES)
    return _kpis(sums, spread)


def kpis_by_brand(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[int, Kpis]:
    return _grouped("brand_id", since, until, brand, agent)


def kpis_by_agent(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[int | None, Kpis]:
    """For each agent credited; None has the chats that nobody was offered."""
    return _grouped("agent_id", since, until, brand, agent)


def by_hour(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[datetime, Kpis]:
    """The hours in which there was a chat, in order."""
    return dict(sorted(_grouped("hour", since, until, brand, agent).items()))


def by_day(
    since: datetime, until: datetime, brand: Brand | None = None, agent: Agent | None = None
) -> dict[date, Kpis]:
    """The days, each of its brand's zone, on which there was a chat, in order."""
    return dict(sorted(_grouped("day", since, until, brand, agent).items()))


def staffing(since: datetime, until: datetime, agent: Agent | None = None) -> Staffing:
    rows = _agent_hours(since, until, agent)
    return _staffing(rows.aggregate(**_STAFFING))


def staffing_by_agent(since: datetime, until: datetime) -> dict[int, Staffing]:
    by_agent = _by("agent_id", _agent_hours(since, until, None), _STAFFING)
    return {agent_id: _staffing(row) for agent_id, row in by_agent.items()}


_STAFFING = {
    **{f"all_{name}": Sum(name) for name in ("available", "engaged", "occupied", "chat_time")},
    "all_max_chats": Max("max_chats"),
}


def _agent_hours(since: datetime, until: datetime, agent: Agent | None) -> QuerySet[AgentHour]:
    rows = AgentHour.objects.filter(hour__gte=since, hour__lt=until)
    return rows.filter(agent=agent) if agent else rows


def _offered() -> QuerySet[ChatFact]:
    return ChatFact.objects.filter(is_offered=True)


def _within(
    rows: QuerySet[Model],
    since: datetime,
    until: datetime,
    brand: Brand | None,
    agent: Agent | None,
) -> QuerySet[Model]:
    rows = rows.filter(hour__gte=since, hour__lt=until)
    rows = rows.filter(brand=brand) if brand else rows
    return rows.filter(agent=agent) if agent else rows


def _grouped(
    key: str, since: datetime, until: datetime, brand: Brand | None, agent: Agent | None
) -> dict[Any, Kpis]:
    sums = _by(key, _within(KpiHour.objects.all(), since, until, brand, agent), _SUMS)
    facts = _within(_offered(), since, until, brand, agent)
    spreads = _by(key, facts, _PERCENTILES)
    return {value: _kpis(row, spreads.get(value, {})) for value, row in sums.items()}


def _by(
    key: str, rows: QuerySet[Any], aggregates: Mapping[str, Aggregate]
) -> dict[Any, dict[str, Any]]:
    grouped = rows.values(key).annotate(**aggregates).order_by()
    return {row.pop(key): row for row in grouped}


def _kpis(sums: dict[str, Any], spread: dict[str, Any]) -> Kpis:
    return Kpis(
        **_known(sums),
        first_response_median=_duration(spread.get("first_response_median")),
        first_response_p90=_duration(spread.get("first_response_p90")),
    )


def _staffing(sums: dict[str, Any]) -> Staffing:
    return Staffing(**_known(sums))


def _known(sums: dict[str, Any]) -> dict[str, Any]:
    """Nothing added up is no number; the dataclass knows what it is then."""
    pairs = ((name.removeprefix("all_"), value) for name, value in sums.items())
    return {name: value for name, value in pairs if value is not None}


def _duration(seconds: float | None) -> timedelta | None:
    if seconds is None or not math.isfinite(seconds):
        return None
    return timedelta(seconds=seconds)
