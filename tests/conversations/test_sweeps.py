"""The sweeps go on for all agencies, whatever one of them has in its rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from config.celery import app
from conversations.models import Conversation, Status
from conversations.periodic import route_conversations
from tests.factories import Office, make_access, make_available, open_office, say


@contextmanager
def broken(office: Office) -> Iterator[None]:
    """Nothing of this agency can be given to anybody."""
    table = "ALTER TABLE conversations_conversation"
    rule = f"CHECK (agency_id <> {office.agency.pk} OR status <> '{Status.ASSIGNED}')"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"{table} ADD CONSTRAINT broken {rule} NOT VALID")
        try:
            yield
        finally:
            cursor.execute(f"{table} DROP CONSTRAINT broken")


@pytest.mark.parametrize("order", [1, -1])
def test_an_agency_that_cannot_be_served_keeps_no_other(committed_db, order: int, caplog):
    halo, twin = (open_office(name) for name in ("Halo", "Twin")[::order])
    waiting = [say(office.brand, make_access(office.brand)) for office in (halo, twin)]
    make_available(halo.agent, twin.agent)

    with broken(halo):
        route_conversations()

    assert [status_of(*pair) for pair in zip((halo, twin), waiting, strict=True)] == [
        Status.WAITING,
        Status.ASSIGNED,
    ]
    assert f"agency {halo.agency.pk}" in caplog.text


def test_an_agency_without_a_free_agent_costs_the_clock_nothing(committed_db):
    halo, twin = open_office("Halo"), open_office("Twin")
    for office in (halo, twin):
        say(office.brand, make_access(office.brand))
    make_available(twin.agent)

    with CaptureQueriesContext(connection) as queries:
        route_conversations()

    asked = [office.agency.name for office in (halo, twin) if is_named(office, queries)]
    assert asked == ["Twin"]


def test_what_shares_a_queue_is_dropped_after_the_same_time():
    """Only what is due seldom waits longer, and so keeps nobody from beginning."""
    by_queue: dict[str, set[float]] = {}
    for entry in app.conf.beat_schedule.values():
        if entry["schedule"] <= timedelta(minutes=1):
            queue = app.amqp.router.route({}, entry["task"])["queue"].name
            by_queue.setdefault(queue, set()).add(entry["options"]["expires"])

    assert by_queue.keys() == {"live", "default", "reports", "money"}
    assert [queue for queue, times in by_queue.items() if len(times) > 1] == []


def is_named(office: Office, queries: CaptureQueriesContext) -> bool:
    return any(f"'{office.agency.pk}'" in query["sql"] for query in queries)


def status_of(office: Office, conversation: Conversation) -> str:
    with office.scope():
        return Conversation.objects.get(pk=conversation.pk).status
