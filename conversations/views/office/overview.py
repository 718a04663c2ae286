"""The agency at this moment. The page asks again every three seconds."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from conversations import figures
from tenants.models import Agency
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def overview(request: MemberRequest) -> HttpResponse:
    return render(request, "office/overview.html", _figures(request.member.agency))


@require_safe
@office_only
def overview_now(request: MemberRequest) -> HttpResponse:
    return render(request, "office/parts/now.html", _figures(request.member.agency))


def _figures(agency: Agency) -> dict[str, object]:
    midnight = _midnight(agency)
    return {
        "read_at": now(),
        "totals": figures.totals_now(),
        "today": figures.period(midnight),
        "brands": figures.brands_now(midnight),
        "people": figures.people_now(),
    }


def _midnight(agency: Agency) -> datetime:
    local = now().astimezone(ZoneInfo(agency.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
