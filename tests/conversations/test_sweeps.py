"""The sweeps go on for all agencies, whatever one of them has in its rows."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

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


def status_of(office: Office, conversation: Conversation) -> str:
    with office.scope():
        return Conversation.objects.get(pk=conversation.pk).status
