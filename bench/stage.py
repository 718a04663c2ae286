"""One contender's server, started for a measurement and stopped after it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.contenders import Contender
from bench.generator import Generator, Plan
from bench.machine import Meter, cpu_seconds, memory_kb
from config.embedded.problems import Problem, explain
from config.embedded.servers import Servers
from config.embedded.stack import free_port

FAULTS = (
    *("lost_acks", "lost_deliveries", "repeated_acks", "repeated_deliveries"),
    *("out_of_order", "holes", "refused", "gaps_told", "failures"),
)


@dataclass
class Figures:
    """What one load of one server came to."""

    name: str
    said: dict[str, Any]
    # CPU µs for a message: of the server, PostgreSQL, Redis and the generator.
    cpu: dict[str, float]
    foreign_cores: float
    rate: float = 0

    @property
    def throughput(self) -> float:
        """Messages a second that were acknowledged and delivered."""
        return min(self.said["acks_per_s"], self.said["deliveries_per_s"])

    @property
    def ack_p99(self) -> float:
        return self._p99("ack_ms")

    @property
    def delivery_p99(self) -> float:
        return self._p99("delivery_ms")

    @property
    def faults(self) -> dict[str, int]:
        return {name: self.said[name] for name in FAULTS if self.said[name]}

    def _p99(self, name: str) -> float:
        return self.said[name]["p99"] if self.said[name] else float("inf")


@dataclass
class Opened:
    """What it came to when everyone connected and nobody said anything."""

    name: str
    per_second: float
    cpu_ms: float
    kilobytes: float


@dataclass
class Stage:
    contender: Contender
    engines: dict[str, int]
    port: int
    pid: int

    def load(self, plan: Plan) -> Figures:
        with self._generator(plan) as generator:
            meter = Meter({"server": self.pid, **self.engines})
            meter.start()
            said = generator.go()
            meter.stop(said["generator_cpu_s"])
        seconds = meter.used | {"generator": said["generator_cpu_s"]}
        cpu = {name: used * 1e6 / max(1, said["sent"]) for name, used in seconds.items()}
        return Figures(self.contender.name, said, cpu, meter.foreign_cores, plan.rate)

    def open(self, plan: Plan) -> Opened:
        with self._generator(Plan(visitors=10, strangers=plan.strangers)):
            time.sleep(0.5)  # So that what a first socket loads is not counted as a socket's.
        memory, cpu = memory_kb(self.pid), cpu_seconds(self.pid)
        with self._generator(plan) as generator:
            used = cpu_seconds(self.pid) - cpu
            time.sleep(1)
            grown = memory_kb(self.pid) - memory
        return Opened(
            self.contender.name,
            plan.visitors / generator.connected["seconds"],
            used * 1e3 / plan.visitors,
            grown / plan.visitors,
        )

    def _generator(self, plan: Plan) -> Generator:
        visitors, consoles = self.contender.visitors(plan), self.contender.consoles(plan)
        return Generator(self.port, plan, visitors, consoles)


@contextmanager
def on_stage(contender: Contender, engines: dict[str, int], logs: Path) -> Iterator[Stage]:
    """A fresh server, so that nothing of one measurement burdens the next."""
    servers, port = Servers(logs), free_port()
    server = contender.server(port)
    try:
        servers.start(server)
        servers.wait_for(server.name, lambda: None)
        pid = servers.running[server.name].process.pid
        yield from explained(Stage(contender, engines, port, pid), servers.log(server.name))
    finally:
        servers.stop()


def explained(stage: Stage, log: Path) -> Iterator[Stage]:
    """What goes wrong on stage is told with the end of the server's log, which is not kept."""
    try:
        yield stage
    except Problem as problem:
        raise explain(str(problem), log) from problem
