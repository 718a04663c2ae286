"""One conversation before many eyes: every message goes to twenty consoles."""

from bench.generator import Plan
from bench.report import say
from bench.runner import SERVERS, Runner
from bench.sizes import HELD
from bench.stage import Figures
from bench.targets import at_most, number

CONSOLES = 20


def run(runner: Runner) -> None:
    plan = Plan(HELD, CONSOLES, seconds=runner.sizes.seconds, same_agent=True)
    found = {name: runner.load(name, plan) for name in ("floor", *SERVERS)}
    runner.found["fanout"] = found
    rows = [
        [name, number(one.said["deliveries_per_s"]), number(cost(one)), str(len(one.faults))]
        for name, one in found.items()
    ]
    head = ("", "deliveries/s", "server µs each", "kinds of faults")
    say(f"Every message to {CONSOLES} consoles", head, rows)
    for server in SERVERS:
        runner.add(at_most(f"server CPU per delivery: {server}", cost(found[server]), 12, 4, "µs"))


def cost(figures: Figures) -> float:
    return figures.cpu["server"] / CONSOLES
