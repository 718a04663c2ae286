"""What a client sees first of each brand: this month's leads, service, coverage and spending."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from billing.queries.spending import Spending, spending
from leads.queries import lead_counts
from reports import graphs
from reports.charts import Chart
from reports.kpis import Coverage, Kpis
from reports.periods import Period, today_in
from reports.queries.coverage import coverage
from reports.queries.kpis import kpis
from reports.series import leads_by_day
from tenants.models import Brand


@dataclass(frozen=True)
class Overview:
    brand: Brand
    month: Period
    chats: Kpis
    leads: dict[str, int]
    coverage: Coverage
    chart: Chart
    # None for who sees no prices, and for a brand without a contract.
    spending: Spending | None


def overview(brand: Brand, at: datetime, *, with_prices: bool) -> Overview:
    zone = ZoneInfo(brand.time_zone)
    today = today_in(zone, at)
    month = Period.month_of(today, zone)
    shown = month.up_to(today)
    return Overview(
        brand=brand,
        month=month,
        chats=kpis(shown.since, shown.until, brand),
        leads=lead_counts(brand, shown.since, shown.until),
        coverage=coverage(brand, shown.since, shown.until),
        chart=graphs.leads_chart(leads_by_day(shown.since, shown.until, zone, brand), shown),
        spending=spending(brand, month.first) if with_prices else None,
    )
