"""The server is killed while everyone is connected: all come back, and nothing is lost.

Visitors bring their token, consoles ask for a ticket first. All wait a random part of a delay
that doubles from half a second, as the widget and the console do, and some write meanwhile.
"""

from dataclasses import replace

from bench import engines
from bench.report import say
from bench.runner import SERVERS, Runner
from bench.stage import Returned
from bench.targets import at_most, number

CALM = 3
RATE = 20
# All are to be back within a minute. So long the generator waits for who is not.
SECONDS, PATIENCE = 30, 90


def run(runner: Runner) -> None:
    plan = runner.office(visitors=runner.sizes.storm, rate=RATE, seconds=SECONDS, warm_up=0)
    plan = replace(plan, returning=True, drain=PATIENCE)
    found: dict[str, Returned] = {}
    for server in SERVERS:
        with runner.stage(server) as stage:
            found[server] = stage.storm(plan, CALM)
        print(f"  {server}: the last is back after {number(found[server].slowest)} s", flush=True)
    runner.found["storm"] = found
    head = ("", "back", "median s", "slowest s", "a second", "server CPU ms each", "lost")
    title = f"{plan.visitors:,} visitors and {plan.consoles} consoles lose their server"
    say(title, head, [row(one) for one in found.values()])
    for server, one in found.items():
        slowest = one.slowest if not one.said["away"] else float("inf")
        runner.add(
            at_most(f"everyone is back: {server}", slowest, 60, 20, "s"),
            at_most(f"lost or stored twice in the storm: {server}", lost(one), 0, 0),
        )
    runner.add(at_most("conversations with a gap after the storm", engines.log_gaps(), 0, 0))


def row(one: Returned) -> list[str]:
    return [
        one.name,
        f"{one.said['returned']:,}",
        number(one.said["return_ms"]["p50"] / 1e3),
        number(one.slowest),
        number(one.per_second),
        number(one.cpu_ms),
        str(lost(one)),
    ]


def lost(one: Returned) -> int:
    """Messages without an ack, with two, or not before their agent; and who stayed away."""
    kinds = ("lost_acks", "repeated_acks", "lost_deliveries", "refused", "away")
    return sum(one.said[kind] for kind in kinds)
