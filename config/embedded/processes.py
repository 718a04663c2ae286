"""Children of this command: each in a group of its own, and gone when we are gone."""

import ctypes
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from signal import Signals
from typing import BinaryIO

from .problems import Problem
from .progress import REDRAW_SECONDS, Step
from .stack import ROOT

PR_SET_PDEATHSIG = 1
# What make and our own start set for us must not leak into what we start.
NOT_FOR_CHILDREN = ("PYTHONPATH", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "MAKEOVERRIDES")

Process = subprocess.Popen[bytes]
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(number: Signals) -> None:
    """Have the kernel send us this signal when our parent ends, kill -9 included."""
    if _libc:
        _libc.prctl(PR_SET_PDEATHSIG, number.value)


def child_environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_FOR_CHILDREN}
    return kept | dict(extra)


def spawn(
    argv: Sequence[str],
    *,
    environment: Mapping[str, str],
    output: BinaryIO | None = None,
    death_signal: Signals = Signals.SIGKILL,
) -> Process:
    """Start a child in a session of its own: Ctrl-C reaches us alone, and we decide the order."""
    try:
        return subprocess.Popen(
            argv,
            cwd=ROOT,
            env=child_environment(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with_parent(death_signal),
        )
    except FileNotFoundError as error:
        raise Problem(f"{argv[0]} is missing. Run make clean and start again.") from error


def signal_group(process: Process, number: Signals) -> None:
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return


def run(argv: Sequence[str], *, step: Step, log: Path, environment: Mapping[str, str]) -> bool:
    """Run one command to its end, its words in the log and on the step; True if it succeeded."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = spawn(argv, environment={"NO_COLOR": "1", **environment}, output=output)
    try:
        while is_running(process, REDRAW_SECONDS):
            step.tick(last_line(log))
    finally:
        signal_group(process, Signals.SIGKILL)
    return process.returncode == 0


def is_running(process: Process, patience: float) -> bool:
    """Whether it still runs after we waited this long for its end."""
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        return True
    return False


def last_line(log: Path) -> str:
    with log.open("rb") as written:
        written.seek(max(0, log.stat().st_size - 400))
        lines = written.read().decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")
