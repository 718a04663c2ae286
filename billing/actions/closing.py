"""Closing a month of a brand, once, whoever asks how often; and taking an invoice back."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.actions.charging import charge_brand, reversal
from billing.actions.issuing import Draft, DraftLine, issue
from billing.actions.locking import lock_money
from billing.errors import (
    CreditBelowNothing,
    EarlierMonthOpen,
    MonthNotOver,
    NotAnInvoice,
    NothingToCredit,
    PartyMissing,
)
from billing.models import (
    Charge,
    Invoice,
    InvoiceKind,
    InvoiceLine,
    LineCharge,
    Party,
    Period,
)
from billing.queries.contracts import party_of
from billing.queries.ledger import printed_items, uncredited_charges
from billing.queries.periods import instants_of, open_months, period_of
from billing.queries.statements import Statement, StatementLine, statement
from billing.rating import Entry
from billing.rating.money import ZERO
from tenants.actions import record
from tenants.models import Brand, User


@transaction.atomic
def close_period(
    brand: Brand,
    month: date,
    *,
    by: User | None = None,
    issued_on: date | None = None,
    early: bool = False,
) -> Invoice | None:
    """Charge what is left, rate the month, and issue its invoice; None when there is nothing.

    The second time it answers with the same invoice. ``early`` ends the running month now;
    what is left of it goes into the next. ``issued_on`` may lie in the past, not before the
    invoice issued last.
    """
    month = month.replace(day=1)
    moment = lock_money(brand)
    if closed := period_of(brand, month):
        return closed.invoices.without_files().first()
    until = _end_of(brand, month, moment, early)
    charge_brand(brand)
    waiting = open_months(brand)
    if month not in waiting:
        return None
    if month != waiting[0]:
        raise EarlierMonthOpen
    found = statement(brand, month, until=until)
    return _close(found, by, issued_on) if found else None


@transaction.atomic
def credit_invoice(
    invoice: Invoice,
    *,
    reason: str,
    by: User | None = None,
    lines: Sequence[InvoiceLine] | None = None,
    issued_on: date | None = None,
) -> Invoice:
    """Take back what is still owed of an invoice, or of some of its lines, by a credit note."""
    if invoice.kind != InvoiceKind.INVOICE:
        raise NotAnInvoice
    moment = lock_money(invoice.brand)
    chosen = list(invoice.lines.all() if lines is None else lines)
    drafts = [line for one in chosen if (line := _taken_back(one, moment, reason))]
    if not drafts:
        raise NothingToCredit
    if sum(line.amount for line in drafts) < 0:
        raise CreditBelowNothing
    return _issue_note(invoice, drafts, reason, by, issued_on)


def _issue_note(
    invoice: Invoice,
    lines: Sequence[DraftLine],
    reason: str,
    by: User | None,
    issued_on: date | None,
) -> Invoice:
    draft = Draft(
        brand=invoice.brand,
        kind=InvoiceKind.CREDIT_NOTE,
        currency=invoice.currency,
        lines=lines,
        # Whoever was billed, with the VAT that was charged, also when they have changed since.
        seller=invoice.seller,
        buyer=invoice.buyer,
        supplied_from=invoice.supplied_from,
        supplied_until=invoice.supplied_until,
        payment_days=(invoice.due_on - invoice.issued_on).days,
        credits=invoice,
        reason=reason,
    )
    note = issue(draft, issued_on=issued_on)
    record(invoice.agency_id, by, "invoice.credited", invoice, note=note.number, reason=reason)
    return note


def _pay_back(found: Statement, by: User | None, issued_on: date | None) -> None:
    """Credits that no invoice will carry any more: a credit note to each that charged them."""
    reversals = {usage.reverses: usage.id for usage in found.waiting}
    rows = LineCharge.objects.filter(charge__in=reversals).select_related("line", "charge")
    for invoice_id, of_invoice in groupby(
        rows.order_by("line__invoice", "line__position"), key=lambda row: row.line.invoice_id
    ):
        invoice = Invoice.objects.select_related("brand").get(pk=invoice_id)
        lines = []
        for line, same in groupby(of_invoice, key=lambda row: row.line):
            owed = [row.charge for row in same]
            lines.append(_credited(line, owed, [reversals[charge.pk] for charge in owed]))
        with override(invoice.buyer["language"]):
            reason = _("Credited after the end of the contract")
        _issue_note(invoice, lines, reason, by, issued_on)


def _end_of(brand: Brand, month: date, moment: datetime, early: bool) -> datetime:
    starts_at, ends_at = instants_of(brand, month)
    if moment >= ends_at:
        return ends_at
    if not early or moment <= starts_at:
        raise MonthNotOver
    return moment


def _close(found: Statement, by: User | None, issued_on: date | None) -> Invoice | None:
    brand = found.brand
    period = Period.objects.create(
        agency_id=brand.agency_id,
        brand=brand,
        month=found.month,
        starts_at=found.starts_at,
        ends_at=found.ends_at,
        figures=found.figures,
    )
    label = f"{found.month:%Y-%m}"
    if found.is_last:
        _pay_back(found, by, issued_on)
    if not found.lines:
        record(brand.agency_id, by, "month.closed", brand, month=label)
        return None
    seller, buyer = _parties(brand)
    draft = Draft(
        brand=brand,
        kind=InvoiceKind.INVOICE,
        currency=found.currency,
        lines=[_drafted(found, line) for line in found.lines],
        seller=seller.as_printed(),
        buyer=buyer.as_printed(),
        supplied_from=found.supplied_from,
        supplied_until=found.supplied_until,
        payment_days=found.contract.payment_days,
        reference=found.contract.reference,
        period=period,
    )
    invoice = issue(draft, issued_on=issued_on)
    record(brand.agency_id, by, "month.closed", brand, month=label, invoice=invoice.number)
    return invoice


def _parties(brand: Brand) -> tuple[Party, Party]:
    seller, buyer = party_of(None), party_of(brand)
    if seller is None or buyer is None:
        raise PartyMissing
    return seller, buyer


def _drafted(found: Statement, line: StatementLine) -> DraftLine:
    rated = line.line
    charges = [(usage.id, usage.is_late) for usage in rated.usages]
    charges += [(charge.pk, False) for charge in _write_entries(found, rated.entries)]
    return DraftLine(
        kind=rated.kind,
        description=line.description,
        quantity=rated.quantity,
        unit_price=rated.unit_price,
        amount=rated.amount,
        charges=charges,
        details=dict(rated.details),
        items=printed_items(found.brand, [usage.id for usage in rated.usages]),
    )


def _write_entries(found: Statement, entries: Sequence[Entry]) -> list[Charge]:
    """What closing adds, at the last moment of the period. Twice is an error, and ends it all."""
    contracts = {contract.version: contract for contract in found.contracts}
    return Charge.objects.bulk_create(
        Charge(
            agency_id=found.brand.agency_id,
            brand=found.brand,
            contract=contracts[entry.version],
            kind=entry.kind,
            source=entry.source,
            rule_version=entry.rule_version,
            quantity=entry.quantity,
            unit_price=entry.unit_price,
            amount=entry.amount,
            currency=found.currency,
            price={"contract": entry.version, "price": entry.unit_price},
            evidence=dict(entry.evidence),
            occurred_at=found.ends_at - datetime.resolution,
        )
        for entry in entries
    )


def _taken_back(line: InvoiceLine, moment: datetime, reason: str) -> DraftLine | None:
    """A line of the credit note: the reversals of all that is still owed of it."""
    owed = [row.charge for row in uncredited_charges([line])]
    if not owed:
        return None
    evidence = {"invoice": line.invoice.number, "line": line.position, "reason": reason}
    reversals = Charge.objects.bulk_create(
        reversal(charge, occurred_at=moment, evidence=evidence) for charge in owed
    )
    return _credited(line, owed, [charge.pk for charge in reversals])


def _credited(line: InvoiceLine, owed: Sequence[Charge], reversals: Sequence[int]) -> DraftLine:
    amount = sum((charge.amount for charge in owed), ZERO)
    is_whole = amount == line.amount
    return DraftLine(
        kind=line.kind,
        description=line.description,
        quantity=line.quantity if is_whole else Decimal(1).copy_sign(amount),
        unit_price=line.unit_price if is_whole else abs(amount),
        amount=amount,
        charges=[(pk, False) for pk in reversals],
        details=line.details,
    )
