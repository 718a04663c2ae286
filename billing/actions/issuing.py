"""Giving an invoice its number and its files. Everything here is inside the caller's transaction:
it ends with an invoice that nobody can change, or it leaves no trace and no gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import gettext as _

from billing.documents.checks import validate
from billing.documents.document import invoice_document
from billing.documents.printing import pdf as print_pdf
from billing.documents.ubl import ubl
from billing.errors import IssuedLater
from billing.models import Invoice, InvoiceKind, InvoiceLine, Period
from billing.queries.contracts import today, vat_rates
from billing.rating import round_money
from billing.rating.money import ZERO
from billing.vat import VatDecision, decide
from tenants.errors import Invalid
from tenants.models import Brand

# A credit note's numbers are a series of their own.
LETTER = {InvoiceKind.INVOICE: "", InvoiceKind.CREDIT_NOTE: "D"}

ADD_SERIES = """
INSERT INTO billing_series (agency_id, prefix, last) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING
"""
# The row stays locked until COMMIT, so the next number waits until this one is stored or free.
NEXT_NUMBER = """
UPDATE billing_series SET last = last + 1, issued_on = greatest(issued_on, %s)
 WHERE agency_id = %s AND prefix = %s RETURNING last, issued_on
"""
PUT_ON_LINE = """
INSERT INTO billing_linecharge (agency_id, brand_id, line_id, charge_id, is_late)
SELECT %s, %s, %s, t.charge, t.is_late FROM unnest(%s::bigint[], %s::boolean[]) t(charge, is_late)
"""


@dataclass(frozen=True)
class DraftLine:
    kind: str
    description: str
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    # The charges that it is the sum of, and which of them are late.
    charges: Sequence[tuple[int, bool]]
    details: dict[str, Any] = field(default_factory=dict)
    # The chats and leads that are printed behind it.
    items: Sequence[dict[str, Any]] = ()


@dataclass(frozen=True)
class Draft:
    """An invoice without its number."""

    brand: Brand
    kind: InvoiceKind
    currency: str
    lines: Sequence[DraftLine]
    # As they are printed.
    seller: Mapping[str, Any]
    buyer: Mapping[str, Any]
    supplied_from: date
    supplied_until: date
    payment_days: int
    reference: str = ""
    period: Period | None = None
    credits: Invoice | None = None
    reason: str = ""

    @property
    def net(self) -> Decimal:
        return sum((line.amount for line in self.lines), ZERO)


class Stamp(NamedTuple):
    """What makes a draft an invoice."""

    prefix: str
    sequence: int
    issued_on: date

    @property
    def number(self) -> str:
        return f"{self.prefix}{self.sequence:06d}"


def issue(draft: Draft, *, issued_on: date | None = None) -> Invoice:
    """Number it, print it, check it, keep it. The number is the last that anybody waits for."""
    rates = vat_rates(draft.supplied_until)
    decision = decide(draft.seller, draft.buyer, draft.supplied_until, rates)
    stamp = _take_number(draft, issued_on)
    document = _document(draft, stamp, decision)
    xml = ubl(document)
    validate(xml)
    pdf = print_pdf(document, xml)
    invoice = Invoice.objects.create(
        **_columns(draft, stamp, decision),
        seller=draft.seller,
        buyer=draft.buyer,
        document=document,
        pdf=pdf,
        pdf_sha256=sha256(pdf).hexdigest(),
        xml=xml,
        xml_sha256=sha256(xml).hexdigest(),
    )
    _write_lines(invoice, draft.lines)
    return invoice


def _document(draft: Draft, stamp: Stamp, decision: VatDecision) -> dict[str, Any]:
    vat = _vat(draft, decision)
    return invoice_document(
        kind=str(draft.kind),
        number=stamp.number,
        issued_on=stamp.issued_on,
        due_on=_due_on(draft, stamp),
        supplied_from=draft.supplied_from,
        supplied_until=draft.supplied_until,
        currency=draft.currency,
        seller=draft.seller,
        buyer=draft.buyer,
        reference=draft.reference,
        lines=[_printed_line(position, line) for position, line in enumerate(draft.lines, 1)],
        items=[
            item | {"line": position}
            for position, line in enumerate(draft.lines, 1)
            for item in line.items
        ],
        net=draft.net,
        vat=decision,
        vat_amount=vat,
        total=draft.net + vat,
        credits=_printed_original(draft.credits),
        reason=draft.reason,
    )


def _columns(draft: Draft, stamp: Stamp, decision: VatDecision) -> dict[str, Any]:
    vat = _vat(draft, decision)
    return {
        "agency_id": draft.brand.agency_id,
        "brand": draft.brand,
        "kind": draft.kind,
        "number": stamp.number,
        "prefix": stamp.prefix,
        "sequence": stamp.sequence,
        "period": draft.period,
        "credits": draft.credits,
        "reason": draft.reason,
        "issued_on": stamp.issued_on,
        "due_on": _due_on(draft, stamp),
        "supplied_from": draft.supplied_from,
        "supplied_until": draft.supplied_until,
        "currency": draft.currency,
        "net": draft.net,
        "vat": vat,
        "total": draft.net + vat,
    }


def _vat(draft: Draft, decision: VatDecision) -> Decimal:
    """Once for all lines, which share a rate: line by line it would come to other cents."""
    return round_money(draft.net * decision.rate / 100, draft.currency)


def _due_on(draft: Draft, stamp: Stamp) -> date:
    return stamp.issued_on + timedelta(days=draft.payment_days)


def _printed_line(position: int, line: DraftLine) -> dict[str, Any]:
    return {
        "position": position,
        "kind": line.kind,
        "description": line.description,
        "quantity": line.quantity,
        "unit_price": line.unit_price,
        "amount": line.amount,
    }


def _printed_original(credited: Invoice | None) -> dict[str, Any] | None:
    if credited is None:
        return None
    return {"number": credited.number, "issued_on": credited.issued_on}


def _take_number(draft: Draft, issued_on: date | None) -> Stamp:
    """The next number, on its day. Numbers go up and days never back."""
    agency = draft.brand.agency
    current = today(agency.time_zone)
    day = issued_on or current
    if day > current:
        raise Invalid(issued_on=_("Choose today or a day before."))
    prefix = f"{LETTER[draft.kind]}{day.year}"
    with connection.cursor() as cursor:
        cursor.execute(ADD_SERIES, [agency.pk, prefix])
        cursor.execute(NEXT_NUMBER, [day, agency.pk, prefix])
        sequence, latest = cursor.fetchone()
    if issued_on is not None and latest > issued_on:
        raise IssuedLater
    return Stamp(prefix, sequence, latest)


def _write_lines(invoice: Invoice, lines: Sequence[DraftLine]) -> None:
    rows = InvoiceLine.objects.bulk_create(
        InvoiceLine(
            agency_id=invoice.agency_id,
            brand_id=invoice.brand_id,
            invoice=invoice,
            position=position,
            kind=line.kind,
            description=line.description,
            quantity=line.quantity,
            unit_price=line.unit_price,
            amount=line.amount,
            details=line.details,
        )
        for position, line in enumerate(lines, 1)
    )
    with connection.cursor() as cursor:
        for row, line in zip(rows, lines, strict=True):
            charges, late = zip(*line.charges, strict=True)
            tenant = [row.agency_id, row.brand_id]
            cursor.execute(PUT_ON_LINE, [*tenant, row.pk, list(charges), list(late)])
