"""What a month has cost so far, as if it ended now."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum

from billing.models import Contract, Invoice, InvoiceKind
from billing.queries.contracts import contracts_of
from billing.queries.ledger import new_usages
from billing.queries.periods import instants_of, period_of
from billing.rating import last_day_of, net_of, rate, segments_of
from tenants.models import Brand


@dataclass(frozen=True)
class Spending:
    """Without VAT; what is promised back for slow service is known when the month is over."""

    currency: str
    amount: Decimal
    budget: Decimal | None

    @property
    def percent(self) -> int | None:
        return int(self.amount * 100 / self.budget) if self.budget else None

    @property
    def is_over(self) -> bool:
        return self.budget is not None and self.amount > self.budget


def spending(brand: Brand, month: date) -> Spending | None:
    """None for a brand without a contract. What happened earlier is not counted."""
    contracts = contracts_of(brand)
    if not contracts:
        return None
    used = _invoiced(brand, month) if period_of(brand, month) else _running(brand, month, contracts)
    begun = [one for one in contracts if one.valid_from <= last_day_of(month)]
    budget = begun[-1].budget if begun else None
    return Spending(contracts[-1].currency, used, budget)


def _running(brand: Brand, month: date, contracts: list[Contract]) -> Decimal:
    since, until = instants_of(brand, month)
    usages = [usage for usage in new_usages(brand, since, until) if not usage.is_late]
    return net_of(rate(f"{month:%Y-%m}", segments_of(month, contracts), usages))


def _invoiced(brand: Brand, month: date) -> Decimal:
    """A month that was closed early: what happens in the rest of it belongs to the next."""
    issued = Invoice.objects.filter(
        brand=brand, kind=InvoiceKind.INVOICE, period__month=month.replace(day=1)
    )
    return issued.aggregate(net=Sum("net", default=Decimal(0)))["net"]
