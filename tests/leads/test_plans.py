"""However many leads there were, a page and a search read those of their time."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.http import QueryDict
from django.utils.timezone import now

from bench.archive import fill_archive
from conversations.models import Conversation, Status
from leads.forms import LeadFilter
from leads.listing import PAGE, page_of
from leads.models import Lead
from leads.queries import leads
from tests.factories import Office, open_office
from tests.plans import INDEXED, dread_sequential_scans, plans

MESSAGES = 60_000
MONTH = timedelta(days=28)


@pytest.fixture(scope="module")
def archive(django_db_setup, django_db_blocker) -> Iterator[Office]:
    """Three thousand chats of a year, and a lead of each."""
    with django_db_blocker.unblock():
        office = open_office("Archive")
        fill_archive(office.brands, MESSAGES)
        with office.scope():
            closed = Conversation.objects.filter(status=Status.CLOSED)
            Lead.objects.bulk_create(lead_of(office, chat) for chat in closed)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE leads_lead")
            cursor.execute("ANALYZE conversations_conversation")
        yield office
        connections.close_all()


def lead_of(office: Office, chat: Conversation) -> Lead:
    return Lead(
        agency=office.agency,
        brand_id=chat.brand_id,
        conversation=chat,
        captured_at=chat.opened_at,
        name=f"Anna {chat.pk}",
        email=f"anna{chat.pk}@example.com",
        request="An offer for ten parcels.",
        is_qualified=True,
    )


@pytest.fixture
def office(archive: Office, committed_db) -> Iterator[Office]:
    with archive.scope():
        dread_sequential_scans()
        yield archive


def test_a_page_long_ago(office: Office):
    old = Lead.objects.order_by("-captured_at")[500]

    with plans() as found:
        assert len(page_of(leads(), old.uuid).rows) == PAGE

    assert {node.kind for node in found.scans_of("leads_lead")} <= INDEXED
    assert found.looked_at("leads_lead") <= 2 * (PAGE + 1)


@pytest.mark.parametrize("words", ["anna", "nobody"])
def test_a_search_reads_its_month(office: Office, words: str):
    of_month = Lead.objects.filter(captured_at__gte=now() - MONTH).count()

    with plans() as found:
        page_of(LeadFilter(QueryDict(f"words={words}&period=28")).rows())

    assert {node.kind for node in found.scans_of("leads_lead")} <= INDEXED
    assert found.looked_at("leads_lead") <= of_month
