"""Steps on a terminal: what runs, for how long, and what it says; plain lines elsewhere."""

import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"
REDRAW_SECONDS = 0.1


class Step:
    def __init__(self, title: str) -> None:
        self.title = title
        self.detail = ""
        self.started = time.monotonic()
        self.drawn = 0.0
        self.failed = False
        self.on_terminal = sys.stdout.isatty()
        if not self.on_terminal:
            print(f"{title} …", end="", flush=True)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.started

    def tick(self, detail: str = "") -> None:
        """Show that the step is alive; call it as often as you like."""
        self.detail = detail or self.detail
        now = time.monotonic()
        if self.on_terminal and now - self.drawn > REDRAW_SECONDS:
            self.drawn = now
            self._draw(SPINNER[int(now / REDRAW_SECONDS) % len(SPINNER)], self.detail)

    def end(self) -> None:
        if self.on_terminal:
            self._draw("✗" if self.failed else "✓", "")
            print()
        else:
            print(f" {self.seconds:.1f} s{', failed' if self.failed else ''}", flush=True)

    def _draw(self, mark: str, detail: str) -> None:
        line = f"{mark} {self.title}  {self.seconds:.1f} s  {detail}"
        width = shutil.get_terminal_size().columns - 1
        print(f"\r\033[2K{line[:width]}", end="", flush=True)


@contextmanager
def step(title: str) -> Iterator[Step]:
    current = Step(title)
    try:
        yield current
    except BaseException:
        current.failed = True
        raise
    finally:
        current.end()


def table(rows: Sequence[tuple[str, ...]]) -> str:
    """Columns as wide as their widest cell."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(f"  {line}" for line in lines)
