"""The complete path, closed loop: every visitor writes again as soon as they are answered."""

from bench import engines
from bench.report import LOADS_HEAD, loads, median, say
from bench.runner import SERVERS, Runner
from bench.stage import Figures
from bench.targets import at_least, at_most, ratio

NAMES = ("floor", "uvicorn", "daphne", "tutorial")
# Of the floor: must and aim, messages a second and server CPU for a message.
THROUGHPUT = {"daphne": (0.25, 0.38), "uvicorn": (0.45, 0.70)}
CPU = {"daphne": (5, 3.2), "uvicorn": (3, 2)}


def run(runner: Runner) -> None:
    measured = runner.rounds(NAMES, runner.office(), runner.sizes.rounds)
    batch = engines.batch_cost(runner.sizes.seconds / 2)
    runner.found["path"] = {"rounds": measured, "batch_of_32_us": batch}
    say("The complete path, as fast as it goes", LOADS_HEAD, loads(measured))
    floor = measured["floor"]
    for server in SERVERS:
        add_ratios(runner, server, measured[server], floor)
        add_postgres(runner, server, median(measured[server], postgres_us) / batch)
    add_faults(runner, measured)


def add_ratios(runner: Runner, server: str, rounds: list[Figures], floor: list[Figures]) -> None:
    def of_floor(value) -> float:
        return ratio(median(rounds, value), median(floor, value))

    throughput = of_floor(lambda figures: figures.throughput)
    cpu = of_floor(lambda figures: figures.cpu["server"])
    runner.add(
        at_least(f"messages a second, of the floor: {server}", throughput, *THROUGHPUT[server]),
        at_most(f"server CPU per message, of the floor: {server}", cpu, *CPU[server]),
    )


def add_postgres(runner: Runner, server: str, of_batch: float) -> None:
    figure = f"PostgreSQL CPU per message, of a bare batch of 32: {server}"
    runner.add(at_most(figure, of_batch, 2, 1.3))


def add_faults(runner: Runner, measured: dict[str, list[Figures]]) -> None:
    faults = sum(sum(figures.faults.values()) for server in SERVERS for figures in measured[server])
    runner.add(
        at_most("lost, repeated, out of order, refused", faults, 0, 0),
        at_most("conversations with a gap in their numbers", engines.log_gaps(), 0, 0),
    )


def postgres_us(figures: Figures) -> float:
    return figures.cpu["postgres"]
