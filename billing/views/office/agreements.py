"""Who bills, who is billed, and what was agreed with them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from billing.actions.contracts import agree_contract, end_contract, set_party
from billing.agreed import agreed
from billing.contract_form import ContractForm
from billing.forms import EndForm, PartyForm
from billing.models import Contract
from billing.queries.contracts import contract_on, contracts_of, party_of, today, visible_contract
from billing.rating import next_month
from conversations.views.office.refusals import is_refused
from tenants.permissions import office_only
from tenants.queries import visible_brand
from tenants.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def agency(request: MemberRequest) -> HttpResponse:
    """Who issues the invoices."""
    own = request.member.agency
    form = PartyForm.of(party_of(None), request.POST or None, language=own.language)
    if form.is_valid():
        set_party(own, None, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Invoices from now on carry these details."))
        return redirect("office_seller")
    return render(request, "office/seller.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def brand(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Who is billed for a brand, and its contracts."""
    billed = visible_brand(uuid)
    form = PartyForm.of(party_of(billed), request.POST or None, language=billed.language)
    if form.is_valid():
        set_party(request.member.agency, billed, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved. Invoices from now on carry these details."))
        return redirect("office_brand_billing", uuid)
    versions = [(one, agreed(one), _state(one)) for one in reversed(contracts_of(billed))]
    context = {"brand": billed, "form": form, "versions": versions}
    return render(request, "office/brand_billing.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def agree(request: MemberRequest, uuid: UUID) -> HttpResponse:
    billed = visible_brand(uuid)
    day = today(billed.time_zone)
    last = contract_on(billed, day) or next(reversed(contracts_of(billed)), None)
    first_day = next_month(day) if last else day
    form = ContractForm.after(last, first_day, request.POST or None)
    if form.is_valid():
        with is_refused(form) as refusal:
            agree_contract(billed, by=request.user, **form.terms())
        if not refusal:
            messages.success(request, _("The contract is agreed."))
            return redirect("office_brand_billing", uuid)
    return render(request, "office/contract_new.html", {"brand": billed, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def end(request: MemberRequest, uuid: UUID) -> HttpResponse:
    contract = visible_contract(uuid)
    form = EndForm(request.POST or None, initial={"last_day": contract.valid_to})
    if form.is_valid():
        with is_refused(form) as refusal:
            end_contract(contract, by=request.user, **form.cleaned_data)
        if not refusal:
            messages.success(request, _("Saved."))
            return redirect("office_brand_billing", contract.brand.uuid)
    context = {"contract": contract, "brand": contract.brand, "form": form}
    return render(request, "office/contract_end.html", context)


def _state(contract: Contract) -> str:
    """past, now or next: where its days lie."""
    day = today(contract.brand.time_zone)
    if contract.is_valid_on(day):
        return "now"
    return "next" if contract.valid_from > day else "past"
