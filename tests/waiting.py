"""Waiting for what happens elsewhere, for as long as a busy machine may take."""

import time
from collections.abc import Callable

PATIENCE = 60.0


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "It did not come to that."
        time.sleep(0.1)
