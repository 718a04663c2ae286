"""What a client company sees first."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from billing.overview import overview
from conversations.history import page_of
from conversations.models import Conversation
from leads.queries import leads
from tenants.models import Role
from tenants.permissions import portal_only
from tenants.queries import visible_brands
from tenants.requests import MemberRequest

LATEST = 6


@require_safe
@portal_only
def index(request: MemberRequest) -> HttpResponse:
    sees_prices = request.member.role == Role.CLIENT_MANAGER
    at = now()
    context = {
        "overviews": [overview(brand, at, with_prices=sees_prices) for brand in visible_brands()],
        "latest_leads": leads().order_by("-captured_at", "-pk")[:LATEST],
        "latest": page_of(Conversation.objects.all()).rows[:LATEST],
    }
    return render(request, "portal/overview.html", context)
