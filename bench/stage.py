"""One contender's server, started for a measurement and stopped after it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
class Returned:
    """What it came to when the server was killed and started again before everybody."""

    name: str
    said: dict[str, Any]
    # Of the new process, from the moment at which it was ready.
    cpu_ms: float

    @property
    def slowest(self) -> float:
        """Seconds from losing the socket to the next welcome, the server's start included."""
        return self.said["return_ms"]["max"] / 1e3

    @property
    def per_second(self) -> float:
        return self.said["returned"] / max(0.001, self.said["returning_s"])


@dataclass
class Stage:
    contender: Contender
    engines: dict[str, int]
    servers: Servers
    ports: list[int]

    @property
    def pids(self) -> list[int]:
        return [running.process.pid for running in self.servers.running.values()]

    def load(self, plan: Plan) -> Figures:
        with self.generator(plan) as generator:
            engines = {name: [pid] for name, pid in self.engines.items()}
            meter = Meter({"server": self.pids, **engines})
            meter.start()
            said = generator.go()
            meter.stop(said["generator_cpu_s"])
        seconds = meter.used | {"generator": said["generator_cpu_s"]}
        cpu = {name: used * 1e6 / max(1, said["sent"]) for name, used in seconds.items()}
        return Figures(self.contender.name, said, cpu, meter.foreign_cores, plan.rate)

    def open(self, plan: Plan) -> Opened:
        with self.generator(Plan(visitors=10, strangers=plan.strangers)):
            time.sleep(0.5)  # So that what a first socket loads is not counted as a socket's.
        (pid,) = self.pids
        memory, cpu = memory_kb(pid), cpu_seconds(pid)
        with self.generator(plan) as generator:
            used = cpu_seconds(pid) - cpu
            time.sleep(1)
            grown = memory_kb(pid) - memory
        return Opened(
            self.contender.name,
            plan.visitors / generator.connected["seconds"],
            used * 1e3 / plan.visitors,
            grown / plan.visitors,
        )

    def storm(self, plan: Plan, calm: float) -> Returned:
        """After some calm seconds the server is killed, and everyone has to come back."""
        with self.generator(plan) as generator:
            generator.begin()
            time.sleep(calm)
            self.restart()
            cpu = sum(map(cpu_seconds, self.pids))
            said = generator.finish()
            used = sum(map(cpu_seconds, self.pids)) - cpu
        return Returned(self.contender.name, said, used * 1e3 / max(1, said["returned"]))

    def restart(self) -> None:
        """Killed without a word, and started again on its port."""
        for name, running in list(self.servers.running.items()):
            running.process.kill()
            running.process.wait()
            self.servers.start(running.server)
            self.servers.wait_for(name, lambda: None)

    def generator(self, plan: Plan) -> Generator:
        visitors, consoles = self.contender.visitors(plan), self.contender.consoles(plan)
        return Generator(self.ports, plan, visitors, consoles)


@contextmanager
def on_stage(
    contender: Contender, engines: dict[str, int], logs: Path, processes: int = 1
) -> Iterator[Stage]:
    """A fresh server, so that nothing of one measurement burdens the next."""
    servers = Servers(logs)
    ports = [free_port() for _ in range(processes)]
    try:
        for number, port in enumerate(ports):
            server = replace(contender.server(port), name=f"{contender.name}-{number}")
            servers.start(server)
            servers.wait_for(server.name, lambda: None)
        log = servers.log(f"{contender.name}-0")
        yield from explained(Stage(contender, engines, servers, ports), log)
    finally:
        servers.stop()


def explained(stage: Stage, log: Path) -> Iterator[Stage]:
    """What goes wrong on stage is told with the end of the server's log, which is not kept."""
    try:
        yield stage
    except Problem as problem:
        raise explain(str(problem), log) from problem
