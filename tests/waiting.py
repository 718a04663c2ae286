"""Waiting for what happens elsewhere, for as long as a busy machine may take."""

import time
from collections.abc import Callable

PATIENCE = 60.0


def until(
    is_so: Callable[[], bool],
    seconds: float = PATIENCE,
    *,
    again: Callable[[], object] | None = None,
    every: float = 0,
) -> None:
    """Ask ten times a second; ``again`` is done now and then to bring it about."""
    began = time.monotonic()
    due = began + every
    while not is_so():
        assert time.monotonic() < began + seconds, "It did not come to that."
        if again and time.monotonic() >= due:
            again()
            due = time.monotonic() + every
        time.sleep(0.1)
