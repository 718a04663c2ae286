"""Reading a long log: the inbox, pages of chats, transcripts, and what came after a number.

In the database: the statements of a request with their way there and back, each planned anew,
as the product has it, and PostgreSQL's own CPU for them. Through REST: the whole request, under
Daphne.
"""

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from django.db import connection

from agents.models import Agent
from bench.archive import fill_archive
from bench.machine import cpu_seconds
from bench.report import say
from bench.runner import Runner
from bench.targets import at_most, number
from conversations.history import page_of, transcript
from conversations.models import Conversation
from conversations.queries import changes_since, events_after, feed_cursor, inbox, open_inbox
from tenants.scoping import tenant_scope

TRIES = 200
# Of the inbox, while a console was away for a minute.
CHANGES = 36
LIST, EVENTS = 50, 200


@dataclass(frozen=True)
class Reading:
    """What the database is asked, and the request that asks it."""

    name: str
    read: Callable[[Agent, Conversation], object]
    address: Callable[[Conversation], str] | None = None


READINGS = (
    Reading(
        "inbox: 50 chats held, 20 that wait",
        lambda agent, chat: list(open_inbox(agent)),
        lambda chat: "console",
    ),
    Reading(
        "page of the list",
        lambda agent, chat: list(inbox().order_by("-opened_at", "-pk")[: LIST + 1]),
        lambda chat: "conversations",
    ),
    Reading("page of a brand, long ago", lambda agent, chat: page_before(chat)),
    Reading("transcript", lambda agent, chat: transcript(chat, with_notes=True)),
    Reading(
        "first 200 events",
        lambda agent, chat: events_after(chat, 0, EVENTS),
        lambda chat: f"conversations/{chat.uuid}/events",
    ),
    Reading(
        "last 3 events",
        lambda agent, chat: events_after(chat, chat.last_seq - 3, EVENTS),
        lambda chat: f"conversations/{chat.uuid}/events?after={chat.last_seq - 3}",
    ),
)


@dataclass
class Times:
    """Milliseconds."""

    median: float
    p99: float

    @property
    def cells(self) -> tuple[str, str]:
        return number(self.median), number(self.p99)


def run(runner: Runner) -> None:
    fixture = runner.fixture
    fill_archive(fixture.brands, runner.sizes.messages)
    chats = some_chats(fixture.agency.pk)
    agent = fixture.agents[0]
    database, cpu = {}, {}
    for one in (*READINGS, changes_of_the_inbox(fixture.agency.pk)):
        before = cpu_seconds(runner.engines["postgres"])
        database[one.name] = in_database(one, agent, chats)
        used = cpu_seconds(runner.engines["postgres"]) - before
        cpu[one.name] = used * 1e3 / len(chats)
    rest = through_rest(runner, chats)
    runner.found["history"] = {"database": database, "postgres_cpu_ms": cpu, "rest": rest}
    rows = [
        [name, *times.cells, number(cpu[name]), *(rest[name].cells if name in rest else ("", ""))]
        for name, times in database.items()
    ]
    head = ("", "database, median ms", "p99 ms", "its CPU ms", "REST, median ms", "p99 ms")
    say(f"Reading a log of {runner.sizes.messages:,} messages", head, rows)
    for name, times in database.items():
        runner.add(at_most(f"in PostgreSQL: {name}", times.median, 5, 1, "ms"))


def some_chats(agency_id: int) -> list[Conversation]:
    with tenant_scope(agency_id):
        closed = Conversation.objects.filter(status="closed").select_related("brand")
        ids = random.Random(1).sample(list(closed.values_list("pk", flat=True)), TRIES)
        return list(closed.filter(pk__in=ids))


def changes_of_the_inbox(agency_id: int) -> Reading:
    """Of chats that are held, each changed in a transaction of its own."""
    with tenant_scope(agency_id):
        before = feed_cursor()
        held = list(Conversation.objects.open().exclude(agent=None)[:CHANGES])
    for chat in held:
        with tenant_scope(agency_id):
            chat.save(update_fields=["queued_at"])
    with tenant_scope(agency_id):
        found, _, _ = changes_since(before)
    return Reading(f"{len(found)} changes of the inbox", lambda agent, chat: changes_since(before))


def page_before(chat: Conversation) -> object:
    return page_of(Conversation.objects.filter(brand=chat.brand_id), chat.uuid)


def in_database(reading: Reading, agent: Agent, chats: list[Conversation]) -> Times:
    samples: list[float] = []
    for chat in chats:
        clock = Clock()
        with tenant_scope(agent.agency_id), connection.execute_wrapper(clock):
            reading.read(agent, chat)
        samples.append(clock.milliseconds)
    return times_of(samples)


@dataclass
class Clock:
    """How long the database took for everything that was asked."""

    milliseconds: float = 0

    def __call__(self, execute: Any, *arguments: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*arguments)
        finally:
            self.milliseconds += (time.perf_counter() - begun) * 1e3


def through_rest(runner: Runner, chats: list[Conversation]) -> dict[str, Times]:
    name, _, value = runner.fixture.cookies([0])[0].partition("=")
    with runner.stage("daphne") as stage:
        address = f"http://127.0.0.1:{stage.ports[0]}/api/v1/"
        with httpx.Client(base_url=address, cookies={name: value}) as client:
            return {
                one.name: times_of([request(client, one.address(chat)) for chat in chats])
                for one in READINGS
                if one.address
            }


def request(client: httpx.Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return (time.perf_counter() - begun) * 1e3


def times_of(samples: list[float]) -> Times:
    return Times(statistics.median(samples), statistics.quantiles(samples, n=100)[98])
