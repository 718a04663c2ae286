"""How the agency did: all KPIs of a period by brand and by agent, as charts, tables and files."""

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from leads.spreadsheets import csv_table, xlsx_table
from reports import graphs, tables
from reports.definitions import COVERAGE, TILES
from reports.forms import KpiFilter
from reports.measures import Facts, Measure, measures
from reports.periods import Period, today_in
from reports.queries.coverage import coverage
from reports.queries.kpis import kpis
from reports.series import answers_by_hour, leads_of_period
from reports.tables import Filters
from tenants.permissions import office_only
from tenants.requests import MemberRequest

TABLES = {"brands": tables.by_brand, "agents": tables.by_agent}
CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    form, period = _asked(request)
    filters = _filters(form, period)
    context = {
        "form": form,
        "period": period,
        "tiles": _tiles(filters),
        "charts": _charts(filters, period),
        "tables": {name: make(filters) for name, make in TABLES.items()},
    }
    return render(request, "office/kpis.html", context)


@require_safe
@office_only
def export(request: MemberRequest) -> HttpResponse:
    """One of the tables, with the filters of the page."""
    form, period = _asked(request)
    make = TABLES.get(request.GET.get("table", ""), tables.by_brand)
    table = make(_filters(form, period))
    name = f"kpis-{period.first}-{period.last}"
    if request.GET.get("format") == "xlsx":
        return _attached(xlsx_table(table.title, table.headings, table.cells), XLSX, f"{name}.xlsx")
    return _attached(csv_table(table.headings, table.cells), CSV, f"{name}.csv")


def _asked(request: MemberRequest) -> tuple[KpiFilter, Period]:
    form = KpiFilter(request.GET)
    place = form.chosen_brand or request.member.agency
    zone = ZoneInfo(place.time_zone)
    return form, form.chosen_period(today_in(zone, now()), zone)


def _filters(form: KpiFilter, period: Period) -> Filters:
    return {
        "since": period.since,
        "until": period.until,
        "brand": form.chosen_brand,
        "agent": form.chosen_agent,
    }


def _tiles(filters: Filters) -> list[Measure]:
    total = Facts(kpis(**filters), leads_of_period(**filters))
    brand = filters["brand"]
    if brand is None:
        return measures(TILES, total)
    # What is promised differs from brand to brand, so coverage is of one.
    covered = coverage(brand, filters["since"], filters["until"])
    return measures((*TILES, COVERAGE), replace(total, coverage=covered))


def _charts(filters: Filters, period: Period) -> dict[str, Any]:
    hours = answers_by_hour(**filters)
    return {
        "chats": graphs.chats_chart(hours, period),
        "level": graphs.level_chart(hours, period),
        "week": None if period.is_one_day else graphs.week_chart(hours, period),
    }


def _attached(content: bytes, content_type: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)
