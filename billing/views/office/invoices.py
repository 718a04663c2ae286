"""Issued invoices of all brands: what is on them, what proves it, and taking one back."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from billing.actions.closing import credit_invoice
from billing.amounts import money_text
from billing.forms import CreditForm
from billing.items import items_of
from billing.models import Invoice, InvoiceKind, InvoiceLine
from billing.queries.checks import not_charged
from billing.queries.invoices import invoices, visible_invoice, visible_line
from billing.queries.ledger import uncredited_charges
from billing.queries.proof import prove
from billing.views.files import pdf_file, xml_file
from conversations.views.office.refusals import is_refused
from leads.forms import BrandFilter
from tenants.permissions import office_only
from tenants.requests import MemberRequest

PAGE = 40


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    form = BrandFilter(request.GET)
    page = Paginator(invoices(form.chosen_brand), PAGE).get_page(request.GET.get("page"))
    return render(request, "office/invoices.html", {"form": form, "page": page})


@require_safe
@office_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return render(request, "office/invoice.html", _context(visible_invoice(uuid)))


@require_safe
@office_only
def verify(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Make it anew from the log, and show whether it is the same."""
    invoice = visible_invoice(uuid)
    context = _context(invoice) | {"is_verified": True, "differences": prove(invoice)}
    return render(request, "office/invoice.html", context)


@require_safe
@office_only
def pdf(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return pdf_file(visible_invoice(uuid))


@require_safe
@office_only
def xml(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return xml_file(visible_invoice(uuid))


@require_safe
@office_only
def line(request: MemberRequest, uuid: UUID) -> HttpResponse:
    context = items_of(visible_line(uuid), request.GET.get("page"))
    return render(request, "office/invoice_line.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def credit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    invoice = visible_invoice(uuid)
    lines = {str(one.uuid): one for one in _owed(invoice)}
    choices = [(uuid, _named(one, invoice.currency)) for uuid, one in lines.items()]
    form = CreditForm(request.POST or None, lines=choices)
    if form.is_valid():
        chosen = [lines[uuid] for uuid in form.cleaned_data["lines"]]
        with is_refused(form) as refusal:
            note = credit_invoice(
                invoice, reason=form.cleaned_data["reason"], by=request.user, lines=chosen
            )
        if not refusal:
            messages.success(
                request, _("Credit note %(number)s is issued.") % {"number": note.number}
            )
            return redirect("office_invoice", note.uuid)
    return render(request, "office/invoice_credit.html", {"invoice": invoice, "form": form})


def _context(invoice: Invoice) -> dict[str, object]:
    month = invoice.period.month if invoice.period else None
    return {
        "invoice": invoice,
        "lines": list(invoice.lines.all()),
        "notes": list(invoice.credit_notes.without_files().order_by("pk")),
        "is_owed": bool(_owed(invoice)),
        "free": not_charged(invoice.brand, month) if month else None,
    }


def _owed(invoice: Invoice) -> list[InvoiceLine]:
    """The lines of which something is not credited yet."""
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return []
    lines = list(invoice.lines.all())
    owed = set(uncredited_charges(lines).values_list("line_id", flat=True))
    return [one for one in lines if one.pk in owed]


def _named(one: InvoiceLine, currency: str) -> str:
    return f"{one.position}. {one.description}: {money_text(one.amount, currency)}"
