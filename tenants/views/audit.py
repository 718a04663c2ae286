from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tenants.models import AuditEntry
from tenants.permissions import office_only
from tenants.requests import MemberRequest

PAGE = 50


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    entries = AuditEntry.objects.select_related("user").order_by("-at", "-pk")
    page = Paginator(entries, PAGE).get_page(request.GET.get("page"))
    return render(request, "tenants/audit.html", {"page": page})
