"""The highest rate that holds: the limit itself, or what is found below it by halving."""

from collections.abc import Callable


def highest(limit: float, steps: int, holds: Callable[[float], bool]) -> float:
    """The highest rate known to hold up to ``limit``, to within ``resolution``; 0 when none."""
    if holds(limit):
        return limit
    low, high = 0.0, limit
    for _ in range(steps):
        middle = (low + high) / 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low


def resolution(limit: float, steps: int) -> float:
    """How far the highest rate that holds may lie above what was found."""
    return limit / 2**steps
