"""A month of one brand: what was done, against the month before, and what nobody answered."""

from dataclasses import dataclass
from datetime import date

from leads.models import LeadStatus
from leads.queries import lead_counts
from reports import graphs
from reports.charts import Chart
from reports.charts.figures import written
from reports.definitions import MONTH
from reports.kpis import Coverage
from reports.measures import Change, Facts, Measure, measures
from reports.periods import Period
from reports.queries.coverage import coverage
from reports.queries.kpis import kpis
from reports.questions import Question, questions, unanswered
from reports.series import answers_by_hour, leads_by_day, leads_of_period
from tenants.hours import ONE_DAY
from tenants.models import Brand


@dataclass(frozen=True)
class Tile:
    measure: Measure
    change: Change | None


@dataclass(frozen=True)
class MonthReport:
    brand: Brand
    month: Period
    # The days that have come, and those of the month before that they are compared with.
    shown: Period
    before: Period
    tiles: list[Tile]
    charts: dict[str, Chart]
    coverage: Coverage
    lead_statuses: list[tuple[str, int]]
    questions: list[Question]
    unanswered: int

    @property
    def covered_percent(self) -> str:
        share = self.coverage.share
        return "" if share is None else written(share * 100, " %")


def month_report(brand: Brand, month: Period, today: date) -> MonthReport:
    shown, before = month.up_to(today), _compared(month, today)
    without_answer = unanswered(shown.since, shown.until, brand)
    return MonthReport(
        brand=brand,
        month=month,
        shown=shown,
        before=before,
        tiles=_tiles(brand, shown, before),
        charts=_charts(brand, shown),
        coverage=coverage(brand, shown.since, shown.until),
        lead_statuses=_lead_statuses(brand, shown),
        questions=questions(without_answer),
        unanswered=without_answer.count(),
    )


def _compared(month: Period, today: date) -> Period:
    """A month that still runs is compared with as many days of the one before."""
    before = month.month_before
    if month.last <= today:
        return before
    return before.up_to(before.first + max(0, (today - month.first).days) * ONE_DAY)


def _tiles(brand: Brand, shown: Period, before: Period) -> list[Tile]:
    now, then = _measures(brand, shown), _measures(brand, before)
    return [Tile(one, one.change_since(other)) for one, other in zip(now, then, strict=True)]


def _measures(brand: Brand, period: Period) -> list[Measure]:
    span = period.since, period.until, brand
    return measures(MONTH, Facts(kpis(*span), leads_of_period(*span)))


def _charts(brand: Brand, period: Period) -> dict[str, Chart]:
    hours = answers_by_hour(period.since, period.until, brand)
    leads = leads_by_day(period.since, period.until, period.zone, brand)
    return {
        "chats": graphs.chats_chart(hours, period),
        "level": graphs.level_chart(hours, period),
        "leads": graphs.leads_chart(leads, period),
    }


def _lead_statuses(brand: Brand, period: Period) -> list[tuple[str, int]]:
    counts = lead_counts(brand, period.since, period.until)
    return [(str(status.label), counts[status.value]) for status in LeadStatus]
