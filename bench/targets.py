"""What was measured against what was promised."""

import operator
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    AIM = "aim reached"
    OK = "ok"
    SHORT = "SHORT"


@dataclass(frozen=True)
class Target:
    """A figure with a limit that it must keep and one that it aims at."""

    figure: str
    value: float
    must: float
    aim: float
    unit: str = ""
    more_is_better: bool = False

    @property
    def verdict(self) -> Verdict:
        keeps = operator.ge if self.more_is_better else operator.le
        if keeps(self.value, self.aim):
            return Verdict.AIM
        return Verdict.OK if keeps(self.value, self.must) else Verdict.SHORT

    @property
    def cells(self) -> list[str]:
        sign = "≥" if self.more_is_better else "≤"
        limits = [f"{sign} {number(limit)}" for limit in (self.must, self.aim)]
        return [self.figure, f"{number(self.value)} {self.unit}".strip(), *limits, self.verdict]


def at_least(figure: str, value: float, must: float, aim: float, unit: str = "") -> Target:
    return Target(figure, value, must, aim, unit, more_is_better=True)


def at_most(figure: str, value: float, must: float, aim: float, unit: str = "") -> Target:
    return Target(figure, value, must, aim, unit)


def ratio(one: float, other: float) -> float:
    return one / other if other else float("inf")


def number(value: float) -> str:
    """As many digits as mean something."""
    if value in (float("inf"), float("-inf")):
        return "∞"
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
