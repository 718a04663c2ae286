"""Months in a brand's zone, and how versions of a contract share one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Protocol
from zoneinfo import ZoneInfo

from billing.rating.money import round_count, round_money
from billing.rating.terms import Terms
from tenants.hours import start_of_day

ONE_DAY = timedelta(days=1)


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=31)).replace(day=1)


def last_day_of(month: date) -> date:
    return next_month(month) - ONE_DAY


def bounds_of(month: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants of a month: from midnight on its first day, until that of the next."""
    return start_of_day(month.replace(day=1), zone), start_of_day(next_month(month), zone)


class Valid(Protocol):
    """A version of a contract, with the days on which it is valid, both included."""

    valid_from: date
    valid_to: date | None

    @property
    def terms(self) -> Terms: ...


@dataclass(frozen=True)
class Segment:
    """The days of a month on which one version is valid, counted from 0; the end not included."""

    terms: Terms
    start: int
    end: int
    days: int

    @property
    def is_whole(self) -> bool:
        return (self.start, self.end) == (0, self.days)

    def money(self, monthly: Decimal) -> Decimal:
        """These days' part of a monthly amount. All parts of a month add up to the amount."""
        until, before = (
            round_money(monthly * day / self.days, self.terms.currency)
            for day in (self.end, self.start)
        )
        return until - before

    def count(self, monthly: int) -> int:
        until, before = (
            round_count(Decimal(monthly * day) / self.days) for day in (self.end, self.start)
        )
        return until - before


def segments_of(month: date, contracts: Sequence[Valid]) -> list[Segment]:
    """One for each contract, in their order; of no days for those not valid in the month."""
    first, last = month.replace(day=1), last_day_of(month)
    return [_segment(contract, first, last) for contract in contracts]


def _segment(contract: Valid, first: date, last: date) -> Segment:
    start = max(contract.valid_from, first)
    end = min(contract.valid_to or last, last)
    if start > end:
        return Segment(contract.terms, 0, 0, last.day)
    return Segment(contract.terms, start.day - 1, end.day, last.day)
