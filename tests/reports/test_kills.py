"""Real workers on the real broker: jobs come twice, processes die at any moment, and the rows
are what the log says."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

import pytest

from config.celery import app
from conversations.models import Conversation
from reports.models import ChatFact, StaleHour
from reports.periodic import derive_facts, roll_up
from reports.queries.chats import log_of
from reports.queries.kpis import by_hour, kpis
from tests.factories import Office, open_office
from tests.reports import reference
from tests.reports.stored import random_log, store
from tests.reports.test_roll_up import (
    SINCE,
    UNTIL,
    all_comparable,
    comparable,
    grouped,
    reckoned,
)
from tests.waiting import until

ROOT = Path(__file__).resolve().parents[2]
CHATS, ROUNDS = 90, 6
R = TypeVar("R")


@dataclass
class Workers:
    """Two Celery workers with two children each, of which some die."""

    random: Random
    running: list[subprocess.Popen] = field(default_factory=list)
    kills: int = 0

    def start(self) -> None:
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-Q", "reports"]
        options = ["-c", "2", "-l", "CRITICAL", "--without-gossip", "--without-mingle"]
        environment = os.environ | {"DATABASE_POOL": "0"}
        self.running.append(
            subprocess.Popen(
                command + options,
                cwd=ROOT,
                env=environment,
                start_new_session=True,
                stderr=subprocess.DEVNULL,
            )
        )

    def kill_one(self) -> None:
        worker = self.random.choice(self.running)
        children = Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()
        if children and self.random.random() < 0.7:
            os.kill(int(self.random.choice(children)), signal.SIGKILL)
        else:
            self.end(worker)
            self.start()
        self.kills += 1

    def end(self, worker: subprocess.Popen) -> None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        self.running.remove(worker)

    def stop(self) -> None:
        for worker in list(self.running):
            self.end(worker)


@pytest.fixture
def workers() -> Iterator[Workers]:
    pair = Workers(Random(5))
    pair.start()
    pair.start()
    try:
        yield pair
    finally:
        pair.stop()
        with app.connection_for_write() as connection:
            connection.default_channel.queue_purge("reports")  # type: ignore[attr-defined]


def test_kills_and_repeated_jobs_change_nothing(committed_db, workers: Workers):
    office, random = open_office("Halo"), Random(6)

    for _ in range(ROUNDS):
        for _ in range(CHATS // ROUNDS):
            tell_one(office, random)
        wait_for(office, more_than(in_scope(office, derived)))
        # At work, so that the kill comes in the midst of it.
        workers.kill_one()
    wait_for(office, lambda: derived() == CHATS and not StaleHour.objects.exists())

    assert workers.kills == ROUNDS
    with office.scope():
        told = told_by_log(office)
        assert comparable(kpis(SINCE, UNTIL)) == reckoned(told)
        zone = ZoneInfo(office.brand.time_zone)
        hours = grouped(told, lambda chat: reference.local_hour(chat.counted, zone))
        assert all_comparable(by_hour(SINCE, UNTIL)) == hours
        assert ChatFact.objects.exclude(outcome="").count() == len(told)


def tell_one(office: Office, random: Random) -> None:
    with office.scope():
        store(random.choice(office.brands), random_log(random, office, is_over=True))


def told_by_log(office: Office) -> list[reference.Told]:
    promise = reference.Promise({}, ZoneInfo(office.brand.time_zone))
    logs = [log_of(conversation) for conversation in Conversation.objects.all()]
    return [chat for log in logs for chat in reference.tell_chats(log, promise) if chat.outcome]


def wait_for(office: Office, happens: Callable[[], bool]) -> None:
    """Publish the jobs, each twice, until the workers have brought it about."""

    def publish() -> None:
        for job in (derive_facts, roll_up, derive_facts, roll_up):
            job.delay()

    until(lambda: in_scope(office, happens), 300, again=publish, every=0.2)


def in_scope(office: Office, ask: Callable[[], R]) -> R:
    with office.scope():
        return ask()


def more_than(known: int) -> Callable[[], bool]:
    return lambda: derived() > known


def derived() -> int:
    return ChatFact.objects.values("conversation").distinct().count()
