"""What a version of a contract says about prices."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from billing.rating.money import ZERO, round_price

Tier = tuple[int, Decimal]


@dataclass(frozen=True)
class ServicePromise:
    """What is given back when the agency was too slow."""

    target_seconds: int
    # Below so many per cent in time, so many per cent of the chats' price.
    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    # A chat in which somebody waited longer than this is free.
    free_after_seconds: int | None = None

    @property
    def target(self) -> timedelta:
        return timedelta(seconds=self.target_seconds)

    def percent_back(self, service_level: Decimal | None) -> Decimal:
        if service_level is None:
            return ZERO
        return max((back for below, back in self.steps if service_level < below), default=ZERO)


@dataclass(frozen=True)
class Terms:
    version: int
    currency: str
    chat_price: Decimal | None = None
    lead_price: Decimal | None = None
    retainer: Decimal = ZERO
    included_chats: int = 0
    minimum: Decimal = ZERO
    # From the second chat on, rising: the first costs chat_price.
    tiers: tuple[Tier, ...] = ()
    is_volume: bool = False
    surcharge_percent: Decimal = ZERO
    promise: ServicePromise | None = None
    rule_version: int = 1

    def bands(self, count: int) -> list[tuple[int, int, Decimal]]:
        """Chats that are not included as (first, how many, price), counted from 1."""
        base = self.chat_price or ZERO
        steps = [(1, base), *self.tiers]
        if self.is_volume:
            reached = [price for first, price in steps if first <= max(count, 1)]
            return [(1, count, reached[-1])] if count else []
        ends = [first - 1 for first, _ in self.tiers] + [count]
        bands = zip(steps, ends, strict=True)
        return [
            (first, min(end, count) - first + 1, price)
            for (first, price), end in bands
            if min(end, count) >= first
        ]


def surcharge_price(terms: Terms) -> Decimal:
    """What a chat outside the standard hours costs more."""
    return round_price((terms.chat_price or ZERO) * terms.surcharge_percent / 100)
