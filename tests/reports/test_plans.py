"""However long the past grows, a page reads the rows of its period and no others."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from bench.year import fill_past
from reports.actions.roll_up import roll_up
from reports.actions.stale import mark_brands
from reports.models import ChatFact
from reports.queries.chats import due_conversations, settled_facts
from reports.queries.kpis import by_day, by_hour, kpis, kpis_by_agent, kpis_by_brand
from tenants.scoping import tenant_scope
from tests.factories import Office, make_brand, open_office
from tests.plans import INDEXED, plans

DAYS, A_DAY, BRANDS = 120, 100, 5
UNTIL = datetime(2025, 12, 1, tzinfo=UTC)
WEEK = UNTIL - timedelta(days=7)
# In the week, of a brand.
CHATS = 7 * A_DAY // BRANDS


@pytest.fixture(scope="module")
def past(django_db_setup, django_db_blocker) -> Iterator[Office]:
    with django_db_blocker.unblock():
        office = open_office("Past")
        with office.scope():
            names = [f"Brand {number}" for number in range(BRANDS)]
            office.brands = [make_brand(office.agency, name, time_zone="UTC") for name in names]
        fill_past(office.brands, office.agents, days=DAYS, a_day=A_DAY)
        with connections["owner"].cursor() as cursor:
            cursor.execute("VACUUM ANALYZE reports_chatfact, reports_kpihour")
            cursor.execute("ANALYZE conversations_conversation")
        yield office
        connections.close_all()


@pytest.fixture
def brand(past: Office, committed_db):
    with tenant_scope(past.agency.pk):
        yield past.brand


@pytest.mark.parametrize("query", [kpis, by_day, by_hour, kpis_by_agent, kpis_by_brand])
def test_a_brands_week_reads_its_own_rows(brand, query):
    with plans() as found:
        query(WEEK, UNTIL, brand=brand)

    assert {node.kind for node in found.scans_of("reports_")} <= INDEXED
    assert found.looked_at("reports_chatfact") <= 2 * CHATS
    assert 0 < found.looked_at("reports_kpihour") <= 2 * CHATS


def test_percentiles_read_the_index_alone(brand):
    with plans() as found:
        kpis(WEEK, UNTIL, brand=brand)

    (node,) = found.scans_of("reports_chatfact")
    assert (node.kind, node.index) == ("Index Only Scan", "offered_of_brand")


def test_an_agencys_week_reads_no_other_weeks(brand):
    with plans() as found:
        kpis(WEEK, UNTIL)

    assert {node.kind for node in found.scans_of("reports_")} <= INDEXED
    assert found.looked_at("reports_chatfact") <= 2 * BRANDS * CHATS


def test_postgresql_expects_as_many_rows_as_come(brand):
    """Behind each wall it may expect half of them; of less it would make other plans."""
    with plans() as found:
        kpis_by_brand(UNTIL - timedelta(days=DAYS), UNTIL)

    for node in found.scans_of("reports_"):
        assert node.expected >= node.looked_at / 8


def test_rolling_an_hour_up_reads_that_hour(brand):
    hour = ChatFact.objects.filter(brand=brand).earliest("hour").hour
    mark_brands([(brand.pk, hour)])

    with plans() as found:
        roll_up()

    assert {node.kind for node in found.scans_of("reports_chatfact")} <= INDEXED
    assert found.looked_at("reports_chatfact") <= A_DAY


def test_the_sweep_reads_what_changed(brand):
    with plans() as found:
        list(due_conversations(10**15, 0, 10**16))

    assert {node.kind for node in found.scans_of("conversations_conversation")} <= INDEXED
    assert found.looked_at("conversations_conversation") == 0


def test_settled_chats_of_a_week_are_found_by_it(brand):
    with plans() as found:
        assert settled_facts(brand, WEEK, UNTIL).count() == CHATS

    assert {node.kind for node in found.scans_of("reports_chatfact")} <= INDEXED
    assert found.looked_at("reports_chatfact") <= 2 * CHATS
