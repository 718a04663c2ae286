"""Leads as files to take away."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import get_current_timezone_name, localdate

from leads.models import Lead
from leads.spreadsheets import csv_file, xlsx_file

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def lead_file(request: HttpRequest, leads: QuerySet[Lead]) -> HttpResponse:
    """As XLSX where the address asks for it, otherwise as CSV."""
    zone = get_current_timezone_name()
    is_xlsx = request.GET.get("format") == "xlsx"
    content = xlsx_file(leads, zone) if is_xlsx else csv_file(leads, zone)
    name = f"leads-{localdate()}.{'xlsx' if is_xlsx else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=XLSX if is_xlsx else CSV, headers=headers)
