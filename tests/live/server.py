"""The product in processes of its own, on the test's database: for sockets and browsers."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from config.celery import app
from config.embedded.product import WEB_SERVERS
from config.embedded.stack import free_port
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60


@dataclass
class Server:
    """A web server process; ``kill`` and ``start`` may follow each other."""

    port: int
    environment: dict[str, str]
    process: subprocess.Popen | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def ws(self) -> str:
        return f"ws://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = WEB_SERVERS[self.environment["SERVER"]]
        command = [sys.executable, "-m", *server, f"--port={self.port}", "config.asgi:application"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | self.environment)
        self._wait()

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(timeout=START_SECONDS)

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "The server ended while it was starting."
            try:
                httpx.get(f"{self.url}/healthz", timeout=5)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise TimeoutError("The server did not start.")


@contextmanager
def running_server(
    kind: str = "daphne", port: int | None = None, **environment: str
) -> Iterator[Server]:
    port = port or free_port()
    origin = f"http://127.0.0.1:{port}"
    defaults = {"PUBLIC_ORIGINS": origin, "DRAIN_SECONDS": "2", "SERVER": kind}
    server = Server(port, defaults | {"LOG_LEVEL": "WARNING"} | environment)
    server.start()
    try:
        yield server
    finally:
        server.kill()


@contextmanager
def running_worker(queues: str = "live,default") -> Iterator[subprocess.Popen]:
    """A Celery worker with its clock, that answers."""
    schedule = Path(os.environ["DATA_DIR"]) / "test-beat"
    command = [
        *(sys.executable, "-m", "celery", "-A", "config", "worker", "-B", "-s", str(schedule)),
        *("-Q", queues, "-c", "1", "-l", "WARNING"),
    ]
    environment = os.environ | {"DATABASE_POOL": "0"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True) as process:
        try:
            until(lambda: bool(app.control.inspect(timeout=1, limit=1).ping()))
            yield process
        finally:
            os.killpg(process.pid, signal.SIGKILL)
