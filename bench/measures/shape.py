"""The customer's shape: two thousand visitors, five hundred messages a second, as much typing."""

from bench.report import LOADS_HEAD, loads, median, say
from bench.runner import SERVERS, Runner
from bench.targets import at_most, ratio


def run(runner: Runner) -> None:
    sizes = runner.sizes
    plan = runner.office(
        visitors=sizes.shape, rate=sizes.shape_rate, typing=1, seconds=sizes.shape_seconds
    )
    measured = runner.rounds(("floor", *SERVERS), plan, 1)
    runner.found["shape"] = measured
    title = f"{sizes.shape:,} visitors, {sizes.shape_rate:.0f} messages a second and as much typing"
    say(title, LOADS_HEAD, loads(measured))
    for server in SERVERS:
        for what, value in (("ack", ack_p99), ("delivery", delivery_p99)):
            of_floor = ratio(median(measured[server], value), median(measured["floor"], value))
            runner.add(at_most(f"p99 of {what}, of the floor: {server}", of_floor, 4, 1.5))


def ack_p99(figures) -> float:
    return figures.ack_p99


def delivery_p99(figures) -> float:
    return figures.delivery_p99
