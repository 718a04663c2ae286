"""The KPIs that tables, tiles and exports show, each with the count it stands on."""

from collections.abc import Callable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import timedelta
from enum import Enum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from reports.charts.figures import written
from reports.kpis import Coverage, Kpis, Staffing
from reports.series import NO_LEADS, LeadCounts
from tenants.templatetags.faces import duration


class Kind(Enum):
    COUNT = "count"
    # Of 1, shown as percents.
    SHARE = "share"
    TIME = "time"
    RATIO = "ratio"


NO_HOURS, NO_COVERAGE = Staffing(), Coverage()


@dataclass(frozen=True)
class Facts:
    """What a row of a report is made of."""

    chats: Kpis
    leads: LeadCounts = NO_LEADS
    staffing: Staffing = NO_HOURS
    coverage: Coverage = NO_COVERAGE


@dataclass(frozen=True)
class Kpi:
    key: str
    label: str | Promise
    kind: Kind
    value: Callable[[Facts], Any]
    _: KW_ONLY
    # Of how many; averages and shares never stand without it.
    count: Callable[[Facts], int] | None = None
    # What a count is a part of.
    whole: Callable[[Facts], int] | None = None
    hint: str | Promise = ""
    # Whether more of it is better, worse, or neither.
    better: int = 0

    @property
    def heading(self) -> str:
        """For spreadsheets, which keep numbers without their units."""
        return _("%(kpi)s (s)") % {"kpi": self.label} if self.kind is Kind.TIME else str(self.label)

    def of(self, facts: Facts) -> "Measure":
        count = self.count(facts) if self.count else None
        whole = self.whole(facts) if self.whole else None
        return Measure(self, self.value(facts), count, whole)


@dataclass(frozen=True)
class Measure:
    kpi: Kpi
    value: Any
    count: int | None = None
    whole: int | None = None

    @property
    def text(self) -> str:
        if self.value is None:
            # Too many were offered and never answered for any time to be named.
            return _("not answered") if self.kpi.kind is Kind.TIME and self.count else "–"
        if self.kpi.kind is Kind.TIME:
            return duration(self.value)
        if self.kpi.kind is Kind.SHARE:
            return written(self.value * 100, " %")
        return written(self.value)

    @property
    def beside(self) -> str:
        """What a count or an average must not be read without, in short."""
        if self.share is not None:
            return written(self.share * 100, " %")
        return "" if self.count is None or self.value is None else written(self.count)

    @property
    def note(self) -> str:
        """The same in words."""
        if self.count is None:
            return self.beside
        return _("of %(count)s") % {"count": written(self.count)}

    @property
    def share(self) -> float | None:
        return self.value / self.whole if self.whole else None

    @property
    def number(self) -> float | None:
        """For spreadsheets: times in seconds, shares of 1."""
        if isinstance(self.value, timedelta):
            return round(self.value.total_seconds(), 3)
        return round(self.value, 4) if isinstance(self.value, float) else self.value

    def change_since(self, earlier: "Measure") -> "Change | None":
        """The way from an earlier time; None where one of the two is missing."""
        if self.number is None or earlier.number is None:
            return None
        places = 2 if self.kpi.kind is Kind.RATIO else 3 if self.kpi.kind is Kind.SHARE else 0
        return Change(self, round(self.number - earlier.number, places))


@dataclass(frozen=True)
class Change:
    measure: Measure
    difference: float

    @property
    def text(self) -> str:
        sign = "+" if self.difference > 0 else "−" if self.difference < 0 else "±"
        size = abs(self.difference)
        kind = self.measure.kpi.kind
        if kind is Kind.TIME:
            return f"{sign}{duration(timedelta(seconds=size))}"
        # Percents of percents would be read as percents.
        return f"{sign}{written(size * 100)}" if kind is Kind.SHARE else f"{sign}{written(size)}"

    @property
    def is_points(self) -> bool:
        return self.measure.kpi.kind is Kind.SHARE

    @property
    def verdict(self) -> str:
        """good, bad, or nothing to say."""
        way = self.difference * self.measure.kpi.better
        return "good" if way > 0 else "bad" if way < 0 else ""


def measures(kpis: Sequence[Kpi], facts: Facts) -> list[Measure]:
    return [kpi.of(facts) for kpi in kpis]
