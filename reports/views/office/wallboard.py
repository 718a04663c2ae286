"""The agency at this moment. The page asks again every three seconds."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from reports import live
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def wallboard(request: MemberRequest) -> HttpResponse:
    return render(request, "office/wallboard.html", _now())


@require_safe
@office_only
def wallboard_now(request: MemberRequest) -> HttpResponse:
    return render(request, "office/parts/now.html", _now())


def _now() -> dict[str, Any]:
    open_by_brand = live.open_now()
    return {
        "read_at": now(),
        "total": live.in_all(open_by_brand),
        "staff": live.staff_now(),
        "brands": live.brands_now(open_by_brand),
        "breaches": live.breaches_now(),
        "agents": live.agents_now(),
    }
