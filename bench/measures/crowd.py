"""As many messages a second from ever more people: what a socket costs that is merely open."""

from bench.report import LOADS_HEAD, load_cells, say
from bench.runner import SERVERS, Runner
from bench.stage import Figures
from bench.targets import at_most, ratio


def run(runner: Runner) -> None:
    rows = []
    for server in SERVERS:
        found = {people: grown(runner, server, people) for people in runner.sizes.crowds}
        runner.found.setdefault("crowd", {})[server] = found
        fewest, most = found[min(found)], found[max(found)]
        rows += [
            load_cells(f"{server}, {people:,} visitors", [one], [fewest])
            for people, one in found.items()
        ]
        add_growth(runner, server, fewest, most)
    head = [name.replace("floor", "fewest") for name in LOADS_HEAD]
    say(f"{runner.sizes.crowd_rate:.0f} messages a second", head, rows)


def grown(runner: Runner, server: str, people: int) -> Figures:
    sizes = runner.sizes
    plan = runner.office(visitors=people, rate=sizes.crowd_rate, seconds=sizes.crowd_seconds)
    return runner.load(server, plan)


def add_growth(runner: Runner, server: str, fewest: Figures, most: Figures) -> None:
    of = f"from {min(runner.sizes.crowds):,} to {max(runner.sizes.crowds):,} visitors: {server}"
    cpu = ratio(most.cpu["server"], fewest.cpu["server"])
    p99 = ratio(worst_p99(most), worst_p99(fewest))
    runner.add(
        at_most(f"server CPU per message, {of}", cpu, 1.5, 1.2, "×"),
        at_most(f"p99, {of}", p99, 5, 3, "×"),
    )


def worst_p99(figures: Figures) -> float:
    return max(figures.ack_p99, figures.delivery_p99)
