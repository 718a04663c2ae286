"""What closing a month would write, without writing it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import override

from billing.models import ChargeKind, Contract, Party
from billing.queries.contracts import contracts_of, party_of
from billing.queries.ledger import new_usages
from billing.queries.periods import instants_of
from billing.queries.service import promise_of, service_level
from billing.rating import Line, Segment, Usage, last_day_of, net_of, rate, segments_of
from billing.wording import describe
from tenants.models import Brand


@dataclass(frozen=True)
class StatementLine:
    """A line as it will be printed, with the rated line that it is."""

    description: str
    line: Line

    @property
    def kind(self) -> str:
        return self.line.kind

    @property
    def quantity(self) -> Decimal:
        return self.line.quantity

    @property
    def unit_price(self) -> Decimal:
        return self.line.unit_price

    @property
    def amount(self) -> Decimal:
        return self.line.amount


@dataclass(frozen=True)
class Statement:
    """A month of a brand, rated."""

    brand: Brand
    month: date
    starts_at: datetime
    ends_at: datetime
    currency: str
    contracts: Sequence[Contract]
    lines: Sequence[StatementLine]
    seller: Party | None
    buyer: Party | None
    # Credits that are more than the month.
    waiting: Sequence[Usage] = ()
    # The service level behind a credit, where one is promised.
    figures: dict[str, object] = field(default_factory=dict)

    @property
    def net(self) -> Decimal:
        return net_of(line.line for line in self.lines)

    @property
    def is_last(self) -> bool:
        """Nothing is agreed for the time after it, so no invoice may follow."""
        ends = [one.valid_to for one in self.contracts]
        return all(end is not None and end <= self.supplied_until for end in ends)

    @property
    def contract(self) -> Contract:
        """The version that says how it is paid."""
        begun = [one for one in self.contracts if one.valid_from <= self.supplied_until]
        return (begun or list(self.contracts))[-1]

    @property
    def supplied_from(self) -> date:
        return self.starts_at.astimezone(ZoneInfo(self.brand.time_zone)).date()

    @property
    def supplied_until(self) -> date:
        last = self.ends_at - datetime.resolution
        return last.astimezone(ZoneInfo(self.brand.time_zone)).date()


def statement(brand: Brand, month: date, *, until: datetime | None = None) -> Statement | None:
    """The month rated as it stands; None for a brand that has no contract."""
    contracts = contracts_of(brand)
    if not contracts:
        return None
    month = month.replace(day=1)
    starts_at, ends_at = instants_of(brand, month)
    ends_at = until or ends_at
    promise = promise_of(contracts, last_day_of(month))
    level = service_level(brand, promise, starts_at, ends_at)
    usages = new_usages(brand, starts_at, ends_at)
    lines, waiting = _payable(f"{month:%Y-%m}", segments_of(month, contracts), usages, level)
    buyer = party_of(brand)
    return Statement(
        brand=brand,
        month=month,
        starts_at=starts_at,
        ends_at=ends_at,
        currency=contracts[-1].currency,
        contracts=contracts,
        lines=_described(lines, month, buyer.language if buyer else brand.language),
        seller=party_of(None),
        buyer=buyer,
        waiting=waiting,
        figures={} if level is None else {"service_level": level},
    )


def _described(lines: Sequence[Line], month: date, language: str) -> list[StatementLine]:
    with override(language):
        return [StatementLine(describe(line, month), line) for line in lines]


def _payable(
    label: str, segments: Sequence[Segment], usages: list[Usage], level: Decimal | None
) -> tuple[list[Line], list[Usage]]:
    """An invoice is never below nothing: what is credited beyond it waits for the next one."""
    waiting: list[Usage] = []
    lines = rate(label, segments, usages, level)
    credits = [one for one in usages if one.kind == ChargeKind.CREDIT and not one.takes_back_new]
    credits.sort(key=lambda usage: (usage.occurred_at, usage.source))
    while net_of(lines) < 0 and credits:
        waiting.append(credits.pop())
        left = [usage for usage in usages if usage not in waiting]
        lines = rate(label, segments, left, level)
    return lines, waiting
