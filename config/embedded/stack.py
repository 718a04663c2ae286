"""One stack: where its data lies, which port it serves, and what it may take from outside."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .problems import Problem

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"


@dataclass(frozen=True)
class Stack:
    data: Path
    port: int
    web_server: str = "daphne"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Stack":
        data = Path(environment.get("DATA_DIR") or ROOT / ".data").expanduser().absolute()
        return cls(
            data=data,
            port=read_port(environment.get("PORT") or "8000"),
            web_server=read_web_server(environment.get("SERVER") or "daphne"),
        )

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def environment_file(self) -> Path:
        """What manage.py needs to reach this stack from another terminal."""
        return self.data / "environment"

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def read_port(text: str) -> int:
    if text.isdecimal() and 1 <= int(text) <= 65535:
        return int(text)
    raise Problem(f"PORT={text!r}: write a number from 1 to 65535.")


def read_web_server(text: str) -> str:
    if text in ("daphne", "uvicorn"):
        return text
    raise Problem(f"SERVER={text!r}: write daphne or uvicorn.")


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wheel_folder(name: str) -> Path:
    """Where an installed wheel lies, found without importing it."""
    found = next(VENV.glob(f"lib/python3*/site-packages/{name}"), None)
    if found is None:
        raise Problem(f"{name} is not installed in {VENV}. Run make install.")
    return found
