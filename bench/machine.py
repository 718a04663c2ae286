"""What processes cost, read from /proc: CPU of whole process trees, memory, and the machine."""

import os
import platform
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from config.embedded.stack import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


def stat(pid: int) -> list[str] | None:
    """The fields of /proc/<pid>/stat from the state on; None when the process has gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return None
    return text.rpartition(")")[2].split()


def parent_of(pid: int) -> int:
    fields = stat(pid)
    return int(fields[1]) if fields else 0


def tree(root: int) -> list[int]:
    """A process and everything below it."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdecimal():
            children.setdefault(parent_of(int(name)), []).append(int(name))
    found = [root]
    for pid in found:
        found += children.get(pid, [])
    return found


def cpu_seconds(root: int) -> float:
    """CPU of a tree so far, with that of the children that ended meanwhile."""
    known = [fields for pid in tree(root) if (fields := stat(pid))]
    return sum(int(ticks) for fields in known for ticks in fields[11:15]) / TICKS


def memory_kb(root: int) -> int:
    """Proportional set size of a tree: shared pages are counted once."""
    return sum(pss_kb(pid) for pid in tree(root))


def pss_kb(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def busy_seconds() -> float:
    """CPU that everything on the machine has used, as all cores count it."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]
    user, nice, system, _idle, _waiting, irq, soft = map(int, fields)
    return (user + nice + system + irq + soft) / TICKS


@dataclass
class Meter:
    """CPU of named process trees, and of everybody else, between start and stop."""

    roots: Mapping[str, Sequence[int]]
    used: dict[str, float] = field(default_factory=dict)
    # Cores that somebody else used meanwhile: figures of a busy machine are worth less.
    foreign_cores: float = 0

    def start(self) -> None:
        self._began = time.monotonic()
        self._busy = busy_seconds()
        self._before = self._spent()

    def stop(self, generator_seconds: float = 0) -> None:
        self.used = {name: spent - self._before[name] for name, spent in self._spent().items()}
        ours = sum(self.used.values()) + generator_seconds
        passed = time.monotonic() - self._began
        self.foreign_cores = max(0.0, (busy_seconds() - self._busy - ours) / passed)

    def _spent(self) -> dict[str, float]:
        return {name: sum(map(cpu_seconds, roots)) for name, roots in self.roots.items()}


def description() -> dict[str, str]:
    """Where figures come from, kept with them."""
    processor = next(
        (line.partition(":")[2].strip() for line in cpu_info() if line.startswith("model name")),
        platform.machine(),
    )
    return {
        "date": time.strftime("%Y-%m-%d %H:%M"),
        "processor": processor,
        "cores": str(os.cpu_count()),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "commit": commit(),
    }


def cpu_info() -> list[str]:
    return Path("/proc/cpuinfo").read_text().splitlines()


def commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()
