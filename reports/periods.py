"""Stretches of whole days in somebody's zone: what reports are asked for. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from tenants.hours import ONE_DAY, start_of_day

# A page or an export of a longer time is a mistake in an address.
LONGEST = timedelta(days=732)
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Period:
    """From the first to the last day, both included."""

    first: date
    last: date
    zone: ZoneInfo

    @classmethod
    def last_days(cls, count: int, today: date, zone: ZoneInfo) -> Self:
        return cls(today - (count - 1) * ONE_DAY, today, zone)

    @classmethod
    def month_of(cls, day: date, zone: ZoneInfo) -> Self:
        first = day.replace(day=1)
        return cls(first, _next_month(first) - ONE_DAY, zone)

    @classmethod
    def parse_month(cls, text: str, zone: ZoneInfo) -> Self | None:
        """The month that ``2026-10`` names; None when it names none."""
        match = _MONTH.fullmatch(text)
        return cls.month_of(date(int(match[1]), int(match[2]), 1), zone) if match else None

    @property
    def since(self) -> datetime:
        return start_of_day(self.first, self.zone)

    @property
    def until(self) -> datetime:
        """The moment after the last."""
        return start_of_day(self.last + ONE_DAY, self.zone)

    @property
    def days(self) -> list[date]:
        return list(self._days())

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last

    @property
    def month(self) -> str:
        """The first day's month, as addresses name it."""
        return f"{self.first:%Y-%m}"

    @property
    def month_before(self) -> "Period":
        return Period.month_of(self.first.replace(day=1) - ONE_DAY, self.zone)

    @property
    def month_after(self) -> "Period":
        return Period.month_of(_next_month(self.first), self.zone)

    def up_to(self, day: date) -> "Period":
        """The same without the days after: a month that still runs."""
        return Period(self.first, min(self.last, max(self.first, day)), self.zone)

    def _days(self) -> Iterator[date]:
        day = self.first
        while day <= self.last:
            yield day
            day += ONE_DAY


def today_in(zone: ZoneInfo, at: datetime) -> date:
    return at.astimezone(zone).date()


def _next_month(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
