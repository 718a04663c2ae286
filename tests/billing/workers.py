"""A real Celery worker on the real broker, to be killed with -9."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import redis
from django.conf import settings

from tests.waiting import until


class Worker:
    """The worker of the money queue; ``children`` processes do the work."""

    def __init__(self, children: int, log: Path) -> None:
        self.children, self.log = children, log
        self.luck = Random(1)
        self.killed_children = self.killed_workers = 0
        self.process = self._start()

    def kill_child(self, pause: float) -> None:
        """After a random part of the pause, so that it hits everywhere."""
        # A child that dies before it is ready takes the worker with it.
        until(lambda: b" ready." in self.log.read_bytes())
        time.sleep(self.luck.random() * pause)
        until(self._has_lost_child)
        self.killed_children += 1

    def kill(self) -> None:
        """The worker and all its children at once, and another one starts."""
        self.stop()
        self.killed_workers += 1
        self.process = self._start()

    def stop(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def _has_lost_child(self) -> bool:
        pids = child_pids(self.process.pid)
        if pids:
            with suppress(ProcessLookupError):
                os.kill(self.luck.choice(pids), signal.SIGKILL)
        return bool(pids)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [
            *(sys.executable, "-m", "celery", "-A", "config", "-q", "worker", "-Q", "money"),
            *("-c", str(self.children), "-l", "INFO", "--without-gossip", "--without-mingle"),
        ]
        environment = os.environ | {"DATABASE_POOL": "0"}
        with self.log.open("wb") as log:
            return subprocess.Popen(
                command,
                cwd=settings.BASE_DIR,
                env=environment,
                start_new_session=True,
                stdout=log,
                stderr=log,
            )


@contextmanager
def running_worker(children: int, log: Path) -> Iterator[Worker]:
    redis.Redis.from_url(settings.CELERY_BROKER_URL).delete("money")
    worker = Worker(children, log)
    try:
        yield worker
    finally:
        worker.stop()


def child_pids(pid: int) -> list[int]:
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
