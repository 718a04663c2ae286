"""The agency at this moment and today. The page asks again every three seconds."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from reports import graphs
from reports.definitions import FIRST_RESPONSE, SERVICE_LEVEL
from reports.live import wall_now
from reports.measures import Facts
from reports.periods import Period, today_in
from reports.queries.kpis import kpis
from reports.series import answers_by_hour
from tenants.models import Agency
from tenants.permissions import office_only
from tenants.requests import MemberRequest

LISTED_BREACHES = 12


@require_safe
@office_only
def wallboard(request: MemberRequest) -> HttpResponse:
    return render(request, "office/wallboard.html", _wall(request.member.agency))


@require_safe
@office_only
def wallboard_now(request: MemberRequest) -> HttpResponse:
    return render(request, "office/parts/now.html", _wall(request.member.agency))


def _wall(agency: Agency) -> dict[str, Any]:
    wall = wall_now()
    return {"wall": wall, "breaches": wall.breaches[:LISTED_BREACHES], **_today(agency)}


def _today(agency: Agency) -> dict[str, Any]:
    """The chats of today that are over."""
    zone = ZoneInfo(agency.time_zone)
    today = Period.last_days(1, today_in(zone, now()), zone)
    total = Facts(kpis(today.since, today.until))
    hours = answers_by_hour(today.since, today.until)
    return {
        "level": SERVICE_LEVEL.of(total),
        "first_response": FIRST_RESPONSE.of(total),
        "today": total.chats,
        "charts": {
            "chats": graphs.chats_chart(hours, today),
            "level": graphs.level_chart(hours, today),
        },
    }
