"""The highest rate that holds, by halving."""

from collections.abc import Callable


def highest(limit: float, steps: int, holds: Callable[[float], bool]) -> float:
    """The highest rate known to hold between nothing and ``limit``; 0 when none was found."""
    low, high = 0.0, limit
    for _ in range(steps):
        middle = (low + high) / 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return low
