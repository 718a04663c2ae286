"""What a client company sees first: the service its brands had this month."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from conversations.figures import period
from conversations.history import page_of
from conversations.models import Conversation
from tenants.models import Brand
from tenants.permissions import portal_only
from tenants.queries import visible_brands
from tenants.requests import MemberRequest

LATEST = 8


@require_safe
@portal_only
def overview(request: MemberRequest) -> HttpResponse:
    brands = [(brand, period(_month(brand), brand)) for brand in visible_brands()]
    latest = page_of(Conversation.objects.all()).rows[:LATEST]
    context = {"brands": brands, "latest": latest, "month": now()}
    return render(request, "portal/overview.html", context)


def _month(brand: Brand) -> datetime:
    """When this month began where the brand is."""
    local = now().astimezone(ZoneInfo(brand.time_zone))
    return local.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
