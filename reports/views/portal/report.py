"""A month of a brand, as its client company reads and prints it."""

from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from reports.month import month_report
from reports.periods import Period, today_in
from tenants.permissions import portal_only
from tenants.queries import visible_brands
from tenants.requests import MemberRequest


@require_safe
@portal_only
def report(request: MemberRequest) -> HttpResponse:
    brands = visible_brands()
    asked = request.GET.get("brand", "")
    brand = next((one for one in brands if str(one.uuid) == asked), next(iter(brands), None))
    if brand is None:
        return render(request, "portal/report.html", {"brands": []})
    zone = ZoneInfo(brand.time_zone)
    today = today_in(zone, now())
    running = Period.month_of(today, zone)
    month = Period.parse_month(request.GET.get("month", ""), zone) or running
    context = {
        "brands": brands,
        "report": month_report(brand, month, today),
        "is_running": month == running,
        # Of what is to come there is no report.
        "has_next": month.first < running.first,
    }
    with timezone.override(zone):
        return render(request, "portal/report.html", context)
