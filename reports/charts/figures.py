"""What a chart shows, as numbers and as words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.formats import number_format
from django.utils.translation import gettext as _

Value = float | None


def written(value: Value, unit: str = "") -> str:
    """A number as people of the language write it, whole where it is whole."""
    if value is None:
        return "–"
    places = 0 if round(value, 1) == round(value) else 1
    # number_format would cut what is over, not round it.
    return f"{number_format(round(value, places), places)}{unit}"


@dataclass(frozen=True)
class Series:
    """One colour of a chart: accent, edge, good, warn or bad. None is nothing to measure."""

    name: str
    values: Sequence[Value]
    colour: str = "accent"


@dataclass(frozen=True)
class Chart:
    title: str
    # What the labels are, such as "Hour".
    axis: str
    labels: Sequence[str]
    series: Sequence[Series]
    # The labels in full, where the axis has no room for them.
    names: Sequence[str] = field(default_factory=list)
    unit: str = ""
    target: float | None = None

    @property
    def is_empty(self) -> bool:
        return not any(value for series in self.series for value in series.values)

    @property
    def values(self) -> list[float]:
        return [value for one in self.series for value in one.values if value is not None]

    @property
    def totals(self) -> list[float]:
        """How high the bars stand, all their parts together."""
        return [sum(value or 0 for value in column) for column in self._columns]

    @property
    def full_names(self) -> Sequence[str]:
        return self.names or self.labels

    @property
    def head(self) -> list[str]:
        return [self.axis, *(one.name for one in self.series)]

    @property
    def rows(self) -> list[list[str]]:
        """The numbers as a table."""
        return [
            [name, *(written(value, self.unit) for value in column)]
            for name, column in zip(self.full_names, self._columns, strict=True)
        ]

    def told(self, place: int) -> str:
        """One place of the axis in words."""
        values = ", ".join(
            f"{one.name} {written(one.values[place], self.unit)}" for one in self.series
        )
        return f"{self.full_names[place]}: {values}"

    @property
    def _columns(self) -> list[tuple[Value, ...]]:
        return list(zip(*(one.values for one in self.series), strict=True))


@dataclass(frozen=True)
class HeatMap:
    title: str
    # What the rows are, such as "Weekday".
    axis: str
    labels: Sequence[str]
    columns: Sequence[str]
    # One sequence for each row.
    values: Sequence[Sequence[Value]]
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        return not any(value for row in self.values for value in row)

    @property
    def highest(self) -> float:
        return max((value or 0 for row in self.values for value in row), default=0)

    @property
    def head(self) -> list[str]:
        return [self.axis, *self.columns]

    @property
    def rows(self) -> list[list[str]]:
        return [
            [label, *(written(value, self.unit) for value in row)]
            for label, row in zip(self.labels, self.values, strict=True)
        ]

    def told(self, row: int, column: int) -> str:
        value = written(self.values[row][column], self.unit)
        return f"{self.labels[row]}, {self.columns[column]}: {value}"

    @property
    def turned(self) -> "HeatMap":
        """Columns as rows: for a narrow page."""
        values = list(zip(*self.values, strict=True))
        return replace(self, labels=self.columns, columns=self.labels, values=values)


def summary_of_bars(chart: Chart) -> str:
    highest = max(chart.totals, default=0)
    return _("The most is %(value)s.") % {"value": written(highest, chart.unit)}


def summary_of_lines(chart: Chart) -> str:
    values = [value for value in chart.series[0].values if value is not None]
    last = values[-1] if values else None
    return _("The last value is %(value)s.") % {"value": written(last, chart.unit)}
