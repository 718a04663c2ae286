"""The highest rate at which 99 of 100 messages are acknowledged and delivered within 100 ms."""

from dataclasses import dataclass

from bench.report import say
from bench.runner import SERVERS, Runner
from bench.search import highest, resolution
from bench.stage import Figures
from bench.targets import at_least, at_most, number, ratio

LIMIT_MS = 100
SERVED = 0.985
# Who answers a flood in bursts, after the time in which answers count, may sustain more than that.
LEAST_LIMIT = 250
# Against the tutorial: must and aim.
RATIO = {"daphne": (20, 36), "uvicorn": (40, 65)}
# ejabberd 24 with its archive in PostgreSQL, measured on such a machine.
EJABBERD_RATE, EJABBERD_US = 2_000, 670


@dataclass
class Sustained:
    rate: float
    figures: Figures | None
    resolution: float


def run(runner: Runner) -> None:
    found = {name: find(runner, name) for name in ("tutorial", *SERVERS)}
    runner.found["sustained"] = found
    tutorial = found["tutorial"].rate
    rows = [
        [name, number(one.rate), number(one.resolution), number(ratio(one.rate, tutorial))]
        for name, one in found.items()
    ]
    say("Sustained with p99 under 100 ms", ("", "msg/s", "to within", "of tutorial"), rows)
    for server in SERVERS:
        value = ratio(found[server].rate, tutorial)
        runner.add(at_least(f"sustained, of the tutorial: {server}", value, *RATIO[server]))
    compare_with_ejabberd(runner, found["daphne"])


def find(runner: Runner, name: str) -> Sustained:
    limit, steps = capacity(runner, name), runner.sizes.steps
    best = Sustained(0, None, resolution(limit, steps))

    def holds(rate: float) -> bool:
        figures = runner.load(name, runner.office(rate=rate))
        if not is_sustained(figures):
            return False
        best.rate, best.figures = rate, figures
        return True

    highest(limit, steps, holds)
    return best


def capacity(runner: Runner, name: str) -> float:
    """Where to search from: what it acknowledges when it is flooded."""
    rounds = runner.found.get("path", {}).get("rounds", {}).get(name)
    figures = rounds or [runner.load(name, runner.office())]
    return max(LEAST_LIMIT, *(one.said["acks_per_s"] for one in figures))


def is_sustained(figures: Figures) -> bool:
    return (
        max(figures.ack_p99, figures.delivery_p99) < LIMIT_MS
        and figures.throughput >= SERVED * figures.rate
        and not figures.faults
    )


def compare_with_ejabberd(runner: Runner, daphne: Sustained) -> None:
    """What all processes of the product use for a message, at its own sustained rate."""
    cpu = daphne.figures.cpu if daphne.figures else {"server": float("inf")}
    ours = sum(used for name, used in cpu.items() if name != "generator")
    runner.add(
        at_least("sustained: daphne", daphne.rate, EJABBERD_RATE, 2 * EJABBERD_RATE, "msg/s"),
        at_most("CPU of all parts per message: daphne", ours, EJABBERD_US, EJABBERD_US / 2, "µs"),
    )
