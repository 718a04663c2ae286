"""From values to places in a drawing."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

GRID = 4
_ROUND = (1, 2, 2.5, 5, 10)
# Where an axis of percents may begin, so that its grid stays round.
_PERCENT_FLOORS = (60, 20, 0)


@dataclass(frozen=True)
class Scale:
    """Values from low to high, on a stretch of the drawing from start to end."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.start + (self.end - self.start) * share

    @property
    def grid(self) -> list[float]:
        return [self.low + (self.high - self.low) * step / GRID for step in range(GRID + 1)]


def round_step(highest: float, *, whole: bool) -> float:
    """The smallest round number that reaches the highest value in as many steps as the grid has."""
    if highest <= 0:
        return 1
    size = 10.0 ** math.floor(math.log10(highest / GRID))
    steps = (size * factor for factor in _ROUND)
    if whole:
        steps = (step for step in steps if step >= 1 and step.is_integer())
    return next((step for step in steps if step * GRID >= highest), 1)


def percent_floor(values: Iterable[float]) -> float:
    """Levels near 100 are told apart on an axis that begins higher; counts always begin at 0."""
    lowest = min(values, default=0)
    return next(floor for floor in _PERCENT_FLOORS if floor <= lowest or floor == 0)


def every_nth(labels: Sequence[str], room: float) -> int:
    """Write only each n-th label, so that they fit into the room without touching."""
    widest = max(map(len, labels), default=0) * 6.5 + 10
    return max(1, math.ceil(widest * len(labels) / room))
