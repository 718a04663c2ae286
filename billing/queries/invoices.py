"""Issued invoices, inside the active scope."""

from uuid import UUID

from django.db.models import QuerySet

from billing.models import FILES, Invoice, InvoiceLine
from tenants.errors import NotFound
from tenants.models import Brand


def invoices(brand: Brand | None = None) -> QuerySet[Invoice]:
    """The latest first, without their files."""
    rows = Invoice.objects.without_files().select_related("brand", "credits")
    rows = rows.defer(*(f"credits__{name}" for name in FILES))
    if brand is not None:
        rows = rows.filter(brand=brand)
    return rows.order_by("-issued_on", "-pk")


def visible_invoice(uuid: UUID | str) -> Invoice:
    """With its document and files."""
    rows = Invoice.objects.select_related("brand", "credits")
    return _found(rows.defer(*(f"credits__{name}" for name in FILES)).filter(uuid=uuid))


def invoice_by_number(number: str) -> Invoice:
    return _found(Invoice.objects.select_related("brand", "period").filter(number=number))


def visible_line(uuid: UUID | str) -> InvoiceLine:
    rows = InvoiceLine.objects.select_related("invoice__brand")
    line = rows.defer(*(f"invoice__{name}" for name in FILES)).filter(uuid=uuid).first()
    if line is None:
        raise NotFound
    return line


def _found(rows: QuerySet[Invoice]) -> Invoice:
    invoice = rows.first()
    if invoice is None:
        raise NotFound
    return invoice
