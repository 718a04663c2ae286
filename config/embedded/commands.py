"""The commands behind the Makefile, and how each of them ends."""

import errno
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from .chaos import chaos
from .problems import Problem, disk_full
from .processes import die_with_parent
from .run import run
from .shell import manage
from .stack import ROOT
from .test import bench, check, install_everything, test

INTERRUPTED = 128 + signal.SIGINT
# One for each socket, and a load test opens thousands.
OPEN_FILES = 65_536


class Stopped(BaseException):
    """Ctrl-C, or a signal that asks us to end."""


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "install": install_everything,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "chaos": chaos,
    "manage": manage,
}


def main(arguments: Sequence[str]) -> int:
    listen_for_signals()
    allow_many_files()
    name, *rest = arguments
    try:
        return COMMANDS[name](rest)
    except Stopped:
        print("\nStopped.")
        return 0 if name == "run" else INTERRUPTED
    except Problem as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(f"\n{disk_full(ROOT)}", file=sys.stderr)
        return 1


def listen_for_signals() -> None:
    """A shell starts background jobs deaf to SIGINT; nohup starts them deaf to SIGHUP, wanted."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)
    if "MAKELEVEL" in os.environ:
        die_with_parent(signal.SIGTERM)


def allow_many_files() -> None:
    """Our children inherit it; Debian gives 1,024 unless one asks."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = OPEN_FILES if most == resource.RLIM_INFINITY else min(OPEN_FILES, most)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def stop(number: int, frame: FrameType | None) -> None:
    raise Stopped
