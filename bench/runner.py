"""What the measures share: who is measured, on what, how much, and what was found so far."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import engines
from bench.contenders import Contender, contenders
from bench.fixture import Fixture
from bench.generator import Plan
from bench.report import progress
from bench.sizes import HELD, Sizes
from bench.stage import Figures, Opened, Stage, on_stage
from bench.targets import Target

SERVERS = ("daphne", "uvicorn")


@dataclass(kw_only=True)
class Findings:
    sizes: Sizes
    # Everything measured, as it is kept.
    found: dict[str, Any] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    def add(self, *targets: Target) -> None:
        self.targets += targets


@dataclass(kw_only=True)
class Runner(Findings):
    """What the measures of the live path need: servers to start, and who connects to them."""

    fixture: Fixture
    contenders: dict[str, Contender]
    engines: dict[str, int]
    logs: Path

    def stage(self, name: str, processes: int = 1) -> AbstractContextManager[Stage]:
        return on_stage(self.contenders[name], self.engines, self.logs, processes)

    def load(self, name: str, plan: Plan, processes: int = 1) -> Figures:
        with self.stage(name, processes) as stage:
            figures = stage.load(plan)
        progress(figures)
        return figures

    def open(self, name: str, strangers: bool) -> Opened:
        """Everyone connects to a fresh server. One such opening serves several measures."""
        key = f"{name}, {'strangers' if strangers else 'in a conversation'}"
        opened: dict[str, Opened] = self.found.setdefault("opened", {})
        if key not in opened:
            with self.stage(name) as stage:
                opened[key] = stage.open(Plan(self.sizes.idle, strangers=strangers))
        return opened[key]

    def rounds(self, names: Sequence[str], plan: Plan, count: int) -> dict[str, list[Figures]]:
        """In turns, there and back, so that a slow minute of the machine meets everyone."""
        measured: dict[str, list[Figures]] = {name: [] for name in names}
        for turn in range(count):
            for name in names if turn % 2 == 0 else reversed(names):
                measured[name].append(self.load(name, plan))
        return measured

    def office(self, **changes: Any) -> Plan:
        """The usual load: agents with fifty conversations each."""
        visitors = changes.pop("visitors", self.sizes.visitors)
        seconds = changes.pop("seconds", self.sizes.seconds)
        return Plan(visitors, visitors // HELD, seconds=seconds, **changes)


@contextmanager
def prepared(findings: Findings) -> Iterator[Runner]:
    sizes = findings.sizes
    print("Fill the database", flush=True)
    engines.make_contenders_tables(sizes.most_visitors)
    fixture = Fixture(sizes.most_visitors)
    engines.analyze()
    with tempfile.TemporaryDirectory(prefix="switchboard-bench-") as logs:
        runner = Runner(
            **vars(findings),
            fixture=fixture,
            contenders=contenders(fixture),
            engines=engines.pids(),
            logs=Path(logs),
        )
        warm_up(runner)
        yield runner


def warm_up(runner: Runner) -> None:
    """Tables of some size before plans are made for them, and files in memory."""
    plan = runner.office(seconds=1)
    for name in ("floor", "daphne"):
        runner.load(name, plan)
    engines.analyze()
