"""The servers of one stack: started in order, watched, started again, stopped in reverse."""

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from .problems import explain
from .processes import Process, is_running, signal_group, spawn

WATCH_SECONDS = 0.5
READY_SECONDS = 60
# A server that lives this short a time, so many times in a row, will not come right by itself.
SHORT_LIFE, MOST_SHORT_LIVES = 5, 5


@dataclass
class Server:
    name: str
    argv: list[str]
    is_ready: Callable[[], bool]
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends when we die without stopping it; it must end by that alone.
    death_signal: signal.Signals = signal.SIGKILL
    patience: float = 10


@dataclass
class Running:
    server: Server
    process: Process
    started: float
    short_lives: int = 0


class Servers:
    """Every server that this command started, and no other."""

    def __init__(self, logs: Path) -> None:
        self.logs = logs
        self.running: dict[str, Running] = {}
        logs.mkdir(parents=True, exist_ok=True)

    def start(self, server: Server) -> None:
        self.running[server.name] = Running(server, self._spawn(server), time.monotonic())

    def wait_for(self, name: str, tick: Callable[[], None]) -> None:
        running = self.running[name]
        while not running.server.is_ready():
            tick()
            if not is_running(running.process, 0.05):
                raise explain(f"{name} ended while it started.", self.log(name))
            if time.monotonic() - running.started > READY_SECONDS:
                raise explain(f"{name} is not ready after {READY_SECONDS} s.", self.log(name))

    def watch(self) -> NoReturn:
        """Start again whatever ends, until a signal ends us."""
        while True:
            time.sleep(WATCH_SECONDS)
            self.look_after_all()

    def look_after_all(self) -> None:
        for running in self.running.values():
            if running.process.poll() is not None:
                self._start_again(running)

    def stop(self) -> None:
        """The newest first, each after the one above it has gone; asked again, all at once."""
        with signals_mean(self._kill):
            for running in reversed(self.running.values()):
                self._stop(running)

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _stop(self, running: Running) -> None:
        server, process = running.server, running.process
        process.send_signal(server.stop_signal)
        if is_running(process, server.patience):
            print(f"{server.name} did not stop in {server.patience:g} s and was killed.")
        signal_group(process, signal.SIGKILL)
        process.wait()

    def _spawn(self, server: Server) -> Process:
        with self.log(server.name).open("ab") as output:
            return spawn(
                server.argv,
                environment=server.environment,
                output=output,
                death_signal=server.death_signal,
            )

    def _start_again(self, running: Running) -> None:
        server, code = running.server, running.process.returncode
        signal_group(running.process, signal.SIGKILL)
        now = time.monotonic()
        running.short_lives = running.short_lives + 1 if now - running.started < SHORT_LIFE else 0
        if running.short_lives == MOST_SHORT_LIVES:
            raise explain(f"{server.name} keeps ending.", self.log(server.name))
        print(f"{server.name} ended ({reason(code)}) and is started again.", flush=True)
        running.process, running.started = self._spawn(server), now

    def _kill(self) -> None:
        for running in self.running.values():
            signal_group(running.process, signal.SIGKILL)


@contextmanager
def signals_mean(action: Callable[[], None]) -> Iterator[None]:
    usual = {
        number: signal.signal(number, lambda *_: action())
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    yield
    for number, handler in usual.items():
        signal.signal(number, handler)


def reason(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
