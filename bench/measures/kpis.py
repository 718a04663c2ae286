"""The KPI page of an agency with years behind it: what a tile, a table and a chart cost."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from bench.desk import Desk, open_desk
from bench.engines import vacuum
from bench.report import say
from bench.runner import Findings
from bench.targets import at_most, number
from bench.year import LAST_DAY, fill_past
from reports.queries.kpis import by_day, kpis, kpis_by_agent, kpis_by_brand
from tenants.models import Brand
from tenants.scoping import tenant_scope

UNTIL = datetime.combine(LAST_DAY, datetime.min.time(), UTC)
DAYS = 365
MONTH, YEAR = UNTIL - timedelta(days=30), UNTIL - timedelta(days=DAYS)
BRANDS, AGENTS, TRIES = 20, 10, 5
Query = Callable[[Brand], object]
QUERIES: dict[str, Query] = {
    "tiles: a brand, a month": lambda brand: kpis(MONTH, UNTIL, brand),
    "tiles: a brand, a year": lambda brand: kpis(YEAR, UNTIL, brand),
    "tiles: the agency, a month": lambda brand: kpis(MONTH, UNTIL),
    "tiles: the agency, a year": lambda brand: kpis(YEAR, UNTIL),
    "table of brands, a month": lambda brand: kpis_by_brand(MONTH, UNTIL),
    "table of agents, a month": lambda brand: kpis_by_agent(MONTH, UNTIL),
    "chart of days: a brand, a year": lambda brand: by_day(YEAR, UNTIL, brand),
    "chart of days: the agency, a year": lambda brand: by_day(YEAR, UNTIL),
}


def run(findings: Findings) -> None:
    """The same page over the same days, with a quarter of their chats and with all of them."""
    small, large = (past_of(share) for share in (findings.sizes.past // 4, findings.sizes.past))
    rows = []
    for name, query in QUERIES.items():
        few, many = milliseconds(small, query), milliseconds(large, query)
        rows.append([name, number(few), number(many), number(many / few)])
        findings.found.setdefault("kpis", {})[name] = {"quarter_of_chats": few, "all": many}
    head = ("", "ms, a quarter of the chats", "ms, all of them", "growth")
    say(f"KPIs of {findings.sizes.past:,} chats in {DAYS} days, {BRANDS} brands", head, rows)
    month, year = (findings.found["kpis"][f"tiles: {what}"]["all"] for what in
                   ("a brand, a month", "the agency, a year"))  # fmt: skip
    findings.add(
        at_most("KPI tiles: a brand, a month", month, 200, 50, "ms"),
        at_most("KPI tiles: the agency, a year", year, 3_000, 1_000, "ms"),
    )


def past_of(chats: int) -> Desk:
    desk = open_desk(BRANDS, AGENTS)
    fill_past(desk.brands, desk.agents, days=DAYS, a_day=chats // DAYS)
    vacuum("reports_kpihour")
    return desk


def milliseconds(desk: Desk, query: Query) -> float:
    """The best of some tries: what it costs, without what else the machine did."""
    return min(once(desk, query) for _ in range(TRIES))


def once(desk: Desk, query: Query) -> float:
    with tenant_scope(desk.agency.pk):
        begun = time.perf_counter()
        query(desk.brands[0])
        return (time.perf_counter() - begun) * 1000
