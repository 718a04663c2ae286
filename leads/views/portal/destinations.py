"""Where a client wants its leads sent: its managers decide, its viewers look."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from leads.forms import DestinationForm
from leads.models import Destination
from leads.permissions import managers_only
from leads.queries import destinations_of, visible_destination
from leads.views.destinations import added, secret_of, switch
from leads.views.refusals import told
from tenants.models import Brand, Role
from tenants.permissions import portal_only
from tenants.queries import visible_brand, visible_brands
from tenants.requests import MemberRequest


@require_safe
@portal_only
def index(request: MemberRequest) -> HttpResponse:
    return _page(request)


@require_POST
@never_cache
@managers_only
def add(request: MemberRequest, uuid: UUID) -> HttpResponse:
    brand = visible_brand(uuid)
    form = DestinationForm(request.POST, prefix=prefix_of(brand))
    destination = added(request, brand, form)
    if destination and not secret_of(destination):
        messages.success(request, _("Leads are sent there from now on."))
        return redirect("portal_destinations")
    return _page(request, posted={} if destination else {brand.pk: form}, shown=destination)


@require_POST
@managers_only
def switch_destination(request: MemberRequest, uuid: UUID) -> HttpResponse:
    destination = visible_destination(uuid)
    with told(request):
        switch(request, destination)
    return redirect("portal_destinations")


def prefix_of(brand: Brand) -> str:
    """Every brand has a form of its own on the page."""
    return f"brand-{brand.pk}"


def _page(
    request: MemberRequest,
    *,
    posted: dict[int, DestinationForm] | None = None,
    shown: Destination | None = None,
) -> HttpResponse:
    rows = [
        (brand, destinations_of(brand), (posted or {}).get(brand.pk) or _new_form(brand))
        for brand in visible_brands()
    ]
    context = {
        "rows": rows,
        "may_act": request.member.role == Role.CLIENT_MANAGER,
        "added": shown,
        "secret": secret_of(shown),
    }
    return render(request, "portal/destinations.html", context)


def _new_form(brand: Brand) -> DestinationForm:
    return DestinationForm(prefix=prefix_of(brand))
