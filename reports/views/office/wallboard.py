"""The agency at this moment. The page asks again every three seconds."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.live import wall_now
from tenants.permissions import office_only
from tenants.requests import MemberRequest

LISTED_BREACHES = 12


@require_safe
@office_only
def wallboard(request: MemberRequest) -> HttpResponse:
    return render(request, "office/wallboard.html", _now())


@require_safe
@office_only
def wallboard_now(request: MemberRequest) -> HttpResponse:
    return render(request, "office/parts/now.html", _now())


def _now() -> dict[str, Any]:
    wall = wall_now()
    return {"wall": wall, "breaches": wall.breaches[:LISTED_BREACHES]}
