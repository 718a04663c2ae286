"""A whole product of its own, durable, whose every process may be killed, stopped and started."""

import json
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from signal import SIGCONT, SIGKILL, SIGQUIT, SIGSTOP, SIGTERM, Signals
from typing import Any
from urllib.parse import urlsplit

import psycopg
import redis

from config.embedded.engines import ROLE_OF, Engines
from config.embedded.passwords import new_passwords
from config.embedded.processes import signal_group
from config.embedded.product import answers, clock, product_environment, web_server, worker
from config.embedded.progress import step
from config.embedded.servers import Server, Servers
from config.embedded.stack import PYTHON, ROOT, Stack, free_port
from tests.live.lines import Line, ShakyRedis, running

PATIENCE = 60
WEB = ("web1", "web2")


class Installation:
    """Two web processes behind one address, a worker, its clock, PostgreSQL and Valkey.

    The first web process reaches its engines over lines that can be cut and shaken.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder
        self.servers = Servers(folder / "logs")
        # A child dies with the thread that started it, so one thread starts them all.
        self._keeper = ThreadPoolExecutor(1)
        self.environment = dict(environment)
        self.database: Line
        self.pushes: ShakyRedis
        self.door: Line
        self.ports: dict[str, int] = {}
        self.scene: dict[str, str] = {}

    @property
    def url(self) -> str:
        return self.door.url

    @property
    def ws(self) -> str:
        return self.url.replace("http", "ws")

    def pid(self, name: str) -> int:
        return self.servers.running[name].process.pid

    # What may happen to a process.

    def kill(self, name: str, number: Signals = SIGKILL) -> None:
        """At once, or with the signal that asks it to end; returns when it has ended."""
        process = self.servers.running[name].process
        process.send_signal(number)
        process.wait(PATIENCE)
        signal_group(process, SIGKILL)

    def start(self, name: str) -> None:
        self.begin(self.servers.running[name].server)

    def begin(self, server: Server) -> None:
        self._keeper.submit(self.servers.start, server).result()

    def restart(self, name: str, number: Signals = SIGKILL) -> None:
        self.kill(name, number)
        self.start(name)
        self.wait_for(name)

    def crash_database(self) -> None:
        """As ``pg_ctl stop -m immediate``: nothing is written any more."""
        self.kill("postgres", SIGQUIT)

    @contextmanager
    def stopped(self, name: str) -> Iterator[None]:
        """It keeps its connections and does nothing."""
        process = self.servers.running[name].process
        process.send_signal(SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(SIGCONT)

    def wait_for(self, name: str) -> None:
        self.servers.wait_for(name, lambda: None)

    def end(self) -> None:
        """Nothing of it is needed any more, so nobody is given time to finish."""
        for name in reversed(self.servers.running):
            self.kill(name, SIGQUIT if name == "postgres" else SIGKILL)
        self._keeper.shutdown()

    # What is asked.

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read with the role that sees every agency."""
        address = self.environment["DATABASE_MAINTENANCE_URL"]
        with psycopg.connect(address, autocommit=True) as link:
            return link.execute(query, values).fetchall()

    def as_superuser(self, statement: str) -> None:
        parts = urlsplit(self.environment["DATABASE_URL"])
        password = self.environment["SUPERUSER_PASSWORD"]
        address = f"postgresql://postgres:{password}@127.0.0.1:{parts.port}{parts.path}"
        with psycopg.connect(address, autocommit=True) as link:
            link.execute(statement)

    def valkey(self, *words: str) -> Any:
        """What Valkey answers to one command."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            return client.execute_command(*words)

    def manage(self, *words: str) -> None:
        command = [str(PYTHON), str(ROOT / "manage.py"), *words]
        environment = os.environ | self.environment | {"DATABASE_POOL": "0"}
        subprocess.run(command, cwd=ROOT, env=environment, check=True)

    def replay(self, **options: object) -> "Replay":
        return Replay(self, options)

    def memory(self, name: str) -> int:
        """Resident bytes of a process."""
        pages = int(Path(f"/proc/{self.pid(name)}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")


class Replay:
    """``manage.py replay`` beside the faults: its figures when it is over."""

    def __init__(self, installation: Installation, options: Mapping[str, object]) -> None:
        self._figures = installation.folder / "figures.json"
        self._log = installation.folder / "logs" / "replay.log"
        self._figures.unlink(missing_ok=True)
        words = [f"--{name}={value}" for name, value in options.items() if name != "full"]
        words += [] if options.get("full") else ["--chats-only"]
        command = [str(PYTHON), str(ROOT / "manage.py"), "replay", f"--json={self._figures}"]
        command += [f"--url={installation.url}", *words]
        environment = os.environ | installation.environment | {"DATABASE_POOL": "0"}
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=output, stderr=output
            )

    @property
    def is_over(self) -> bool:
        return self._process.poll() is not None

    @property
    def succeeded(self) -> bool:
        return self._process.returncode == 0

    def wait(self, seconds: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)

    def words(self) -> str:
        return self._log.read_text()[-4000:]

    def figures(self) -> dict[str, Any]:
        try:
            self._process.wait(300)
        finally:
            self._process.kill()
        assert self._figures.exists(), self.words()
        return json.loads(self._figures.read_text())


@contextmanager
def installation(
    static: Path, folder: Path | None = None, **settings: str
) -> Iterator[Installation]:
    """``static`` holds the collected files; they are the same for everybody."""
    folder = folder or Path(tempfile.mkdtemp(prefix="switchboard-chaos-"))
    folder.chmod(0o711)
    one = Installation(folder, {})
    (folder / "static").symlink_to(static)
    try:
        with step("Start a product of its own"):
            lines = _start_engines(one, settings)
            with running(*lines):
                _start_product(one)
                yield one
    finally:
        one.end()

        shutil.rmtree(folder, ignore_errors=True)


def _start_engines(one: Installation, settings: Mapping[str, str]) -> list[Line]:
    passwords = new_passwords()
    engines = Engines(one.folder, passwords, one.servers, durable=True)
    with step("Engines") as current:
        addresses = engines.start_all(current)
    one.ports = {name: free_port() for name in WEB}
    one.database = Line(_port(addresses["DATABASE_URL"]))
    one.pushes = ShakyRedis(_port(addresses["REDIS_URL"]))
    one.door = Line(*one.ports.values())
    one.environment = {
        **product_environment(Stack(one.folder, one.door.port), passwords["secret_key"]),
        **addresses,
        "SUPERUSER_PASSWORD": passwords["postgres"],
        "PUBLIC_ORIGINS": one.door.url,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "LOG_LEVEL": "WARNING",
        "VISITOR_RATE": "0",
        "DRAIN_SECONDS": "2",
        **settings,
    }
    return [one.database, one.pushes, one.door]


def _start_product(one: Installation) -> None:
    command = [str(PYTHON), "-m", "tests.chaos.scene"]
    environment = os.environ | one.environment | {"DATABASE_POOL": "0"}
    prepared = subprocess.run(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    one.scene = json.loads(prepared.stdout)
    servers = [_web(one, name) for name in WEB]
    servers += [worker(one.environment), clock(Stack(one.folder, 0), one.environment)]
    for server in servers:
        one.begin(server)
    for server in servers:
        one.wait_for(server.name)


def _web(one: Installation, name: str) -> Server:
    environment, port = one.environment, one.ports[name]
    if name == "web1":
        over = {key: _through(one.database, environment[key]) for key in ROLE_OF}
        environment = environment | over
        environment |= {"REDIS_URL": _through(one.pushes, environment["REDIS_URL"])}
    server = web_server(Stack(one.folder, port), environment)
    return replace(server, name=name, is_ready=lambda: answers(f"http://127.0.0.1:{port}/healthz"))


def _port(address: str) -> int:
    port = urlsplit(address).port
    assert port
    return port


def _through(line: Line, address: str) -> str:
    return address.replace(f":{_port(address)}/", f":{line.port}/")


def in_background(act: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    return thread


__all__ = ["SIGKILL", "SIGTERM", "Installation", "in_background", "installation"]
