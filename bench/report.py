"""Tables on the terminal, and everything behind them as JSON."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.generator import RESULTS
from bench.machine import description
from bench.stage import Figures
from bench.targets import Target, number, ratio

BUSY_CORES = 0.2


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others to the right."""
    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def say(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    print(f"\n{title}\n\n{table(head, rows)}", flush=True)


def progress(figures: Figures) -> None:
    """A line while it runs, so that who waits sees that something happens."""
    rate = f" at {number(figures.rate)}/s" if figures.rate else ""
    notes = [f"{name} {count}" for name, count in figures.faults.items()]
    if figures.foreign_cores > BUSY_CORES:
        notes.append(f"others use {figures.foreign_cores:.1f} cores")
    print(
        f"  {figures.name}{rate}: {number(figures.throughput)} msg/s,"
        f" p99 ack {number(figures.ack_p99)} ms, delivery {number(figures.delivery_p99)} ms",
        *notes,
        sep=", ",
        flush=True,
    )


def median(rounds: Sequence[Figures], value: Callable[[Figures], float]) -> float:
    return statistics.median(value(figures) for figures in rounds)


LOADS_HEAD = (
    *("", "msg/s", "of floor", "server µs", "of floor", "PostgreSQL µs", "Redis µs"),
    *("generator µs", "ack p50", "ack p99", "delivery p99", "faults"),
)


def loads(measured: dict[str, list[Figures]]) -> list[list[str]]:
    """Contenders side by side, medians over their rounds, the floor first."""
    floor = measured["floor"]
    return [load_cells(name, rounds, floor) for name, rounds in measured.items()]


def load_cells(name: str, rounds: list[Figures], floor: list[Figures]) -> list[str]:
    def cpu(part: str) -> float:
        return median(rounds, lambda figures: figures.cpu[part])

    throughput = median(rounds, lambda figures: figures.throughput)
    return [
        name,
        number(throughput),
        number(ratio(throughput, median(floor, lambda figures: figures.throughput))),
        number(cpu("server")),
        number(ratio(cpu("server"), median(floor, lambda figures: figures.cpu["server"]))),
        *(number(cpu(part)) for part in ("postgres", "redis", "generator")),
        number(median(rounds, lambda figures: (figures.said["ack_ms"] or {"p50": 0})["p50"])),
        number(median(rounds, lambda figures: figures.ack_p99)),
        number(median(rounds, lambda figures: figures.delivery_p99)),
        str(sum(sum(figures.faults.values()) for figures in rounds)),
    ]


def verdicts(targets: Sequence[Target]) -> None:
    head = ("figure", "measured", "must", "aim", "verdict")
    say("Against the targets", head, [target.cells for target in targets])


def keep(measures: dict[str, Any], targets: Sequence[Target]) -> Path:
    machine = description()
    path = RESULTS / f"{machine['date'].replace(':', '').replace(' ', '-')}.json"
    kept = {
        "machine": machine,
        "measures": measures,
        "targets": [asdict(target) | {"verdict": target.verdict} for target in targets],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kept, indent=1, default=asdict))
    return path
