"""The load generator: compiled when it is needed, told whom to connect, started and heard."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from bench.sizes import HELD
from config.embedded.problems import Problem
from config.embedded.stack import ROOT

SOURCES = Path(__file__).with_name("load")
RESULTS = ROOT / ".data" / "bench"
PROGRAM = RESULTS / "load"
PATIENCE = 60


@dataclass(frozen=True)
class Plan:
    """Who connects, and what they do. Without ``rate`` everyone writes as fast as is answered."""

    visitors: int
    consoles: int = 0
    rate: float = 0
    window: int = 1
    typing: float = 0
    seconds: float = 4
    warm_up: float = 1
    # Every console is of the first agent, and each gets every message.
    same_agent: bool = False
    # Visitors that have never written: nothing about them is in the database.
    strangers: bool = False
    # Who loses the socket comes back and sends again what was not acknowledged.
    returning: bool = False
    # What is on its way when the time is over may take so long.
    drain: float = 8

    @property
    def arguments(self) -> list[str]:
        copies = self.consoles if self.same_agent else 1
        return [
            *(f"--rate={self.rate}", f"--window={self.window}", f"--typing={self.typing}"),
            *(f"--seconds={self.seconds}", f"--warm-up={self.warm_up}", f"--copies={copies}"),
            *(f"--drain={self.drain}", f"--held={HELD if self.returning else 0}"),
        ]


def compile_generator() -> None:
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise Problem("The load generator is written in C. Install gcc and the headers of libc.")
    RESULTS.mkdir(parents=True, exist_ok=True)
    sources = sorted(map(str, SOURCES.glob("*.c")))
    subprocess.run([compiler, "-O2", "-o", str(PROGRAM), *sources], check=True)


class Generator:
    """One run of it: connected when entered; ``go`` loads the server and answers the figures.

    ``begin`` and ``finish`` are its halves, for who has something to do meanwhile.
    """

    def __init__(
        self, ports: Sequence[int], plan: Plan, visitors: Sequence[str], consoles: Sequence[str]
    ) -> None:
        self._plan = plan
        self._argv = [
            *(str(PROGRAM), f"--ports={','.join(map(str, ports))}", *plan.arguments),
            f"--visitors={written('visitors', visitors)}",
            f"--consoles={written('consoles', consoles)}",
        ]
        self._count = len(visitors) + len(consoles)

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            self._argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout
        try:
            self.connected: dict[str, float] = json.loads(self._process.stdout.readline())
        except ValueError:
            self.__exit__()
            raise Problem("The load generator ended while it connected.") from None
        if self.connected["ready"] < self._count:
            self.__exit__()
            raise Problem(f"{self.connected['ready']:.0f} of {self._count} could connect.")
        return self

    def __exit__(self, *error: object) -> None:
        self._process.kill()
        self._process.wait()

    def go(self) -> dict[str, Any]:
        self.begin()
        return self.finish()

    def begin(self) -> None:
        assert self._process.stdin
        self._process.stdin.write("\n")
        self._process.stdin.flush()

    def finish(self) -> dict[str, Any]:
        plan = self._plan
        said, _ = self._process.communicate(
            timeout=plan.warm_up + plan.seconds + plan.drain + PATIENCE
        )
        return json.loads(said)


def written(name: str, lines: Sequence[str]) -> Path:
    path = RESULTS / f"{name}.hellos"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path
