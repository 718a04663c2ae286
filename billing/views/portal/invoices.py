"""What a client pays, and why: for its managers. Viewers see the work, and no prices."""

from collections.abc import Iterator
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from billing.agreed import Fact, agreed
from billing.items import items_of
from billing.models import Contract, Invoice
from billing.queries.checks import NotCharged, not_charged
from billing.queries.contracts import contract_on, today
from billing.queries.invoices import invoices, visible_invoice, visible_line
from billing.views.files import pdf_file, xml_file
from leads.forms import BrandFilter
from leads.permissions import managers_only
from tenants.models import Brand
from tenants.queries import visible_brands
from tenants.requests import MemberRequest

PAGE = 40


@require_safe
@managers_only
def index(request: MemberRequest) -> HttpResponse:
    form = BrandFilter(request.GET)
    page = Paginator(invoices(form.chosen_brand), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "portal/invoices.html",
        {"form": form, "page": page, "contracts": list(_contracts(form.chosen_brand))},
    )


@require_safe
@managers_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    invoice = visible_invoice(uuid)
    context = {
        "invoice": invoice,
        "lines": list(invoice.lines.all()),
        "notes": list(invoice.credit_notes.without_files().order_by("pk")),
        "free": _free(invoice),
    }
    return render(request, "portal/invoice.html", context)


@require_safe
@managers_only
def pdf(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return pdf_file(visible_invoice(uuid))


@require_safe
@managers_only
def xml(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return xml_file(visible_invoice(uuid))


@require_safe
@managers_only
def line(request: MemberRequest, uuid: UUID) -> HttpResponse:
    context = items_of(visible_line(uuid), request.GET.get("page"))
    return render(request, "portal/invoice_line.html", context)


def _contracts(chosen: Brand | None) -> Iterator[tuple[Contract, list[Fact]]]:
    """What is agreed with the client today."""
    for brand in [chosen] if chosen else visible_brands():
        contract = contract_on(brand, today(brand.time_zone))
        if contract is not None:
            yield contract, agreed(contract)


def _free(invoice: Invoice) -> NotCharged | None:
    return not_charged(invoice.brand, invoice.period.month) if invoice.period else None
