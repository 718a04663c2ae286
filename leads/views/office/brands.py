"""What a lead of a brand is, and where its leads go."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.actions.forms import save_lead_form
from leads.definition import RulesForm, chosen_fields, fields_form
from leads.forms import DestinationForm
from leads.queries import destinations_of, lead_form, visible_destination
from leads.views.destinations import added, secret_of, switch
from leads.views.refusals import told
from tenants.permissions import office_only
from tenants.queries import visible_brand
from tenants.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def definition(request: MemberRequest, uuid: UUID) -> HttpResponse:
    brand = visible_brand(uuid)
    stored = lead_form(brand)
    rules = RulesForm.of(stored, request.POST or None)
    fields = fields_form(stored, request.POST or None)
    if rules.is_valid() and fields.is_valid():
        rows = chosen_fields(fields.cleaned_data)
        with told(request, rules):
            save_lead_form(brand, member=request.member, fields=rows, **rules.cleaned_data)
            messages.success(request, _("Saved. Leads from now on are asked for and judged by it."))
            return redirect("office_brand_leads", uuid)
    context = {"brand": brand, "stored": stored, "rules": rules, "fields": fields}
    return render(request, "office/lead_form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@office_only
def destinations(request: MemberRequest, uuid: UUID) -> HttpResponse:
    brand = visible_brand(uuid)
    form = DestinationForm(request.POST or None)
    destination = added(request, brand, form)
    if destination and not secret_of(destination):
        messages.success(request, _("Leads are sent there from now on."))
        return redirect("office_destinations", uuid)
    context = {
        "brand": brand,
        "destinations": destinations_of(brand),
        "form": DestinationForm() if destination else form,
        "added": destination,
        "secret": secret_of(destination),
    }
    return render(request, "office/destinations.html", context)


@require_POST
@office_only
def switch_destination(request: MemberRequest, uuid: UUID) -> HttpResponse:
    destination = visible_destination(uuid)
    with told(request):
        switch(request, destination)
    return redirect("office_destinations", destination.brand.uuid)
