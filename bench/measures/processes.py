"""One process against two: half of what is delivered crosses from one to the other."""

from bench.measures.path import THROUGHPUT
from bench.report import median, say
from bench.runner import SERVERS, Runner
from bench.stage import Figures
from bench.targets import at_least, at_most, number, ratio

NAMES = ("floor", *SERVERS)
Measured = dict[str, list[Figures]]


def run(runner: Runner) -> None:
    one, two = rounds(runner)
    runner.found["processes"] = {"one": one, "two": two}
    rows = [row(name, one[name], two[name]) for name in NAMES]
    head = ("", "one, msg/s", "two, msg/s", "of one", "server µs, one", "two", "faults")
    say("One process and two, as fast as they go", head, rows)
    for server in SERVERS:
        of_floor = ratio(throughput(two[server]), throughput(two["floor"]))
        figure = f"two processes, messages a second, of the floor's two: {server}"
        runner.add(at_least(figure, of_floor, *THROUGHPUT[server]))
    faults = sum(count_faults(two[server]) for server in SERVERS)
    runner.add(at_most("two processes, lost, repeated, out of order, refused", faults, 0, 0))


def rounds(runner: Runner) -> tuple[Measured, Measured]:
    """In turns, so that a slow minute of the machine meets everyone."""
    one: Measured = {name: [] for name in NAMES}
    two: Measured = {name: [] for name in NAMES}
    for _ in range(runner.sizes.rounds):
        for name in NAMES:
            one[name].append(runner.load(name, runner.office()))
            two[name].append(runner.load(name, runner.office(), processes=2))
    return one, two


def row(name: str, one: list[Figures], two: list[Figures]) -> list[str]:
    return [
        name,
        *(number(throughput(measured)) for measured in (one, two)),
        number(ratio(throughput(two), throughput(one))),
        *(number(median(measured, server_us)) for measured in (one, two)),
        str(count_faults(one) + count_faults(two)),
    ]


def throughput(measured: list[Figures]) -> float:
    return median(measured, lambda figures: figures.throughput)


def server_us(figures: Figures) -> float:
    return figures.cpu["server"]


def count_faults(measured: list[Figures]) -> int:
    return sum(sum(figures.faults.values()) for figures in measured)
