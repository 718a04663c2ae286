"""What goes into rating and what comes out of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from billing.rating.money import ZERO, round_money, round_price


@dataclass(frozen=True)
class Usage:
    """A row of the ledger that is on no invoice yet."""

    id: int
    kind: str
    source: str
    # The version of the contract.
    version: int
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    occurred_at: datetime
    is_late: bool = False
    # Of a chat: the longest that somebody waited in it.
    waited_seconds: Decimal | None = None
    # Of a credit: the kind of what it takes back, and whether that is on no invoice either.
    takes_back: str = ""
    takes_back_new: bool = False
    reverses: int | None = None


@dataclass(frozen=True)
class Entry:
    """A row of the ledger that closing a period adds."""

    kind: str
    source: str
    version: int
    rule_version: int
    quantity: Decimal
    unit_price: Decimal
    evidence: Mapping[str, Any] = field(default_factory=dict)

    @property
    def amount(self) -> Decimal:
        return round_price(self.quantity * self.unit_price)


def charged_by(usages: Iterable[Usage], entries: Iterable[Entry]) -> Decimal:
    used = sum((usage.amount for usage in usages), ZERO)
    return used + sum((entry.amount for entry in entries), ZERO)


@dataclass(frozen=True)
class Line:
    """A line of the invoice, with every row of the ledger that it is the sum of."""

    kind: str
    version: int
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    usages: tuple[Usage, ...] = ()
    entries: tuple[Entry, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    @property
    def charged(self) -> Decimal:
        """The sum of the charges, which is the amount."""
        return charged_by(self.usages, self.entries)


@dataclass(frozen=True)
class Frame:
    """What all lines of one version in one month have in common."""

    label: str
    version: int
    rule_version: int
    currency: str

    def entry(
        self,
        kind: str,
        quantity: Decimal | int,
        unit_price: Decimal,
        *,
        part: str = "",
        evidence: Mapping[str, Any] | None = None,
    ) -> Entry:
        source = f"{self.label}/v{self.version}" + (f"/{part}" if part else "")
        return Entry(
            kind,
            source,
            self.version,
            self.rule_version,
            Decimal(quantity),
            unit_price,
            evidence or {},
        )

    def line(
        self,
        kind: str,
        quantity: Decimal | int,
        unit_price: Decimal,
        *,
        part: str = "",
        usages: Sequence[Usage] = (),
        entries: Sequence[Entry] = (),
        details: Mapping[str, Any] | None = None,
    ) -> Line:
        """A line rounded to what can be paid; the rounding is an entry of its own."""
        amount = round_money(Decimal(quantity) * unit_price, self.currency)
        rows = tuple(entries)
        if rest := amount - charged_by(usages, entries):
            sign = Decimal(1).copy_sign(rest)
            rows += (self.entry("rounding", sign, abs(rest), part=f"{kind}/{part}"),)
        late = sum(usage.is_late for usage in usages)
        told = dict(details or {}) | ({"late": late} if late else {})
        number = Decimal(quantity)
        return Line(kind, self.version, number, unit_price, amount, tuple(usages), rows, told)
