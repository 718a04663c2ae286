"""What closing a month would issue, and what stands in the way, before anybody says yes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.amounts import money_text
from billing.documents.checks import validate
from billing.documents.document import Document, invoice_document
from billing.documents.ubl import ubl
from billing.errors import InvalidInvoice
from billing.models import Invoice
from billing.queries.checks import NotCharged, not_charged
from billing.queries.contracts import today, vat_rates
from billing.queries.periods import open_months, period_of
from billing.queries.statements import Statement, statement
from billing.rating import last_day_of, round_money
from billing.vat import EU, VatDecision, check_currency, decide, is_abroad
from tenants.errors import Refusal
from tenants.models import Brand

DRAFT = "0"


@dataclass(frozen=True)
class Preview:
    """A month of a brand: its invoice when it is closed, else what that would be."""

    brand: Brand
    month: date
    is_closed: bool
    is_over: bool
    invoice: Invoice | None = None
    statement: Statement | None = None
    vat: VatDecision | None = None
    vat_amount: Decimal = Decimal(0)
    # What has to be put right first, and what somebody should know.
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def total(self) -> Decimal:
        return (self.statement.net if self.statement else Decimal(0)) + self.vat_amount

    @property
    def late(self) -> int:
        lines = self.statement.lines if self.statement else []
        return sum(line.line.details.get("late", 0) for line in lines)

    @property
    def is_ready(self) -> bool:
        return not self.is_closed and self.is_over and not self.problems

    @property
    def may_end_early(self) -> bool:
        """A month that runs may be ended now, such as for a client who leaves."""
        return not self.is_closed and not self.is_over and not self.problems

    @property
    def not_charged(self) -> NotCharged:
        return not_charged(self.brand, self.month)


def preview(brand: Brand, month: date) -> Preview | None:
    """None for a brand that has no contract in the month."""
    is_over = today(brand.time_zone) > last_day_of(month)
    if period := period_of(brand, month):
        invoice = Invoice.objects.without_files().filter(period=period).first()
        return Preview(brand, month, is_closed=True, is_over=is_over, invoice=invoice)
    waiting = open_months(brand)
    found = statement(brand, month) if month in waiting else None
    if found is None:
        return None
    problems = [*_order(month, waiting), *_missing(found)]
    vat, refusals = _decided(found)
    return Preview(
        brand,
        month,
        is_closed=False,
        is_over=is_over,
        statement=found,
        vat=vat,
        vat_amount=round_money(found.net * vat.rate / 100, found.currency) if vat else Decimal(0),
        problems=[*problems, *refusals],
        warnings=list(_warnings(found)),
    )


def broken_rules(shown: Preview) -> list[str]:
    """What the official rules would say of the invoice. It takes a moment, so only when asked."""
    if shown.problems or shown.vat is None or not shown.statement or not shown.statement.lines:
        return []
    try:
        validate(ubl(_draft(shown, shown.statement, shown.vat)))
    except InvalidInvoice as refusal:
        return refusal.findings or [str(refusal)]
    return []


def _order(month: date, waiting: list[date]) -> Iterator[str]:
    if month != waiting[0]:
        yield _("An earlier month of this brand is not closed yet.")


def _missing(found: Statement) -> Iterator[str]:
    if found.seller is None:
        yield _("The agency's billing details are missing.")
    if found.buyer is None:
        yield _("The brand's billing details are missing.")


def _decided(found: Statement) -> tuple[VatDecision | None, list[str]]:
    if found.seller is None or found.buyer is None:
        return None, []
    day = found.supplied_until
    try:
        seller, buyer = found.seller.as_printed(), found.buyer.as_printed()
        vat = decide(seller, buyer, day, vat_rates(day))
        check_currency(vat, seller, found.currency)
    except Refusal as refusal:
        return None, [str(refusal)]
    return vat, []


def _warnings(found: Statement) -> Iterator[str]:
    seller, buyer = found.seller, found.buyer
    if found.waiting:
        amount = -sum((credit.amount for credit in found.waiting), Decimal(0))
        said = {"amount": money_text(amount, found.currency)}
        yield (
            _("Credits of %(amount)s are paid back by a credit note: the contract is over.") % said
            if found.is_last
            else _("Credits of %(amount)s wait for the next invoice.") % said
        )
    if seller is not None and not seller.iban:
        yield _("The agency has no bank account: the invoice will not say where to pay.")
    if seller is None or buyer is None:
        return
    both = seller.as_printed(), buyer.as_printed()
    if seller.vat_id and is_abroad(*both) and buyer.country in EU and not buyer.vat_id:
        yield _("The client has no VAT id, so the agency's own VAT is charged.")


def _draft(shown: Preview, found: Statement, vat: VatDecision) -> Document:
    assert found.seller is not None
    assert found.buyer is not None
    day = today(shown.brand.time_zone)
    return invoice_document(
        kind="380",
        number=DRAFT,
        issued_on=day,
        due_on=day + timedelta(days=found.contract.payment_days),
        supplied_from=found.supplied_from,
        supplied_until=found.supplied_until,
        currency=found.currency,
        seller=found.seller.as_printed(),
        buyer=found.buyer.as_printed(),
        lines=[_line(position, line) for position, line in enumerate(found.lines, 1)],
        net=found.net,
        vat=vat,
        vat_amount=shown.vat_amount,
        total=shown.total,
        reference=found.contract.reference,
    )


def _line(position: int, line: Any) -> dict[str, Any]:
    names = ("kind", "description", "quantity", "unit_price", "amount")
    return {"position": position} | {name: getattr(line, name) for name in names}
