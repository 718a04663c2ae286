"""KPIs by brand and by agent: the tables of the KPI page and of its exports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from agents.models import Agent
from reports.definitions import OF_AGENTS, OF_BRANDS
from reports.kpis import Kpis, Staffing
from reports.measures import Facts, Kpi, Measure, measures
from reports.queries.kpis import kpis_by_agent, kpis_by_brand, staffing_by_agent
from reports.series import NO_LEADS, leads_by_agent, leads_by_brand
from tenants.models import Brand
from tenants.queries import visible_brands


class Filters(TypedDict):
    """What every query of a report takes."""

    since: datetime
    until: datetime
    brand: Brand | None
    agent: Agent | None


@dataclass(frozen=True)
class Row:
    name: str
    measures: list[Measure]
    brand: Brand | None = None


@dataclass(frozen=True)
class Table:
    title: str
    # What its rows are.
    axis: str
    kpis: Sequence[Kpi]
    rows: list[Row]

    @property
    def headings(self) -> list[str]:
        """For spreadsheets: what stands beside a number has a column of its own."""
        head = [self.axis]
        for kpi in self.kpis:
            head.append(str(kpi.heading))
            if kpi.count:
                head.append(_("%(kpi)s: count") % {"kpi": kpi.label})
            if kpi.whole:
                head.append(_("%(kpi)s: share") % {"kpi": kpi.label})
        return head

    @property
    def cells(self) -> list[list[str | float | None]]:
        return [[row.name, *_cells(row.measures)] for row in self.rows]


def by_brand(filters: Filters) -> Table:
    chats, leads = kpis_by_brand(**filters), leads_by_brand(**filters)
    rows = []
    for brand in [filters["brand"]] if filters["brand"] else visible_brands():
        facts = Facts(chats.get(brand.pk, Kpis()), leads.get(brand.pk, NO_LEADS))
        rows.append(Row(brand.name, measures(OF_BRANDS, facts), brand))
    return Table(_("By brand"), _("Brand"), OF_BRANDS, rows)


def by_agent(filters: Filters) -> Table:
    chats, leads = kpis_by_agent(**filters), leads_by_agent(**filters)
    kpis, hours = _hours(filters)
    rows = []
    for pk, name in _names(filters["agent"]).items():
        if pk in chats or pk in leads or pk in hours:
            facts = Facts(chats.get(pk, Kpis()), leads.get(pk, NO_LEADS), hours.get(pk, Staffing()))
            rows.append(Row(name, measures(kpis, facts)))
    return Table(_("By agent"), _("Agent"), kpis, rows)


def _hours(filters: Filters) -> tuple[Sequence[Kpi], Mapping[Any, Staffing]]:
    """How full somebody's hands were cannot be told brand by brand."""
    if filters["brand"]:
        return OF_BRANDS, {}
    return OF_AGENTS, staffing_by_agent(filters["since"], filters["until"])


def _names(only: Agent | None) -> dict[int | None, str]:
    if only:
        return {only.pk: only.name}
    names: dict[int | None, str] = dict(Agent.objects.order_by("name").values_list("pk", "name"))
    # Chats that nobody was offered belong to nobody, or the rows would not add up.
    return {**names, None: _("Nobody")}


def _cells(row: list[Measure]) -> list[float | None]:
    cells: list[float | None] = []
    for measure in row:
        cells.append(measure.number)
        if measure.kpi.count:
            cells.append(measure.count)
        if measure.kpi.whole:
            cells.append(None if measure.share is None else round(measure.share, 4))
    return cells
