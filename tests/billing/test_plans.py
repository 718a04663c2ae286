"""Behind row-level security an index helps only where plain columns are compared."""

from collections.abc import Iterator

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from billing.queries.due import chats_due, credits_due, leads_due
from billing.queries.ledger import new_charges
from tests.billing.past import agree, at, have_chats
from tests.factories import Office, open_office

# A ledger long enough for an index to be worth its while.
LEDGER = """
INSERT INTO billing_charge (agency_id, brand_id, uuid, contract_id, kind, source, about, first_seq,
    rule_version, quantity, unit_price, amount, currency, price, evidence, occurred_at)
SELECT c.agency_id, c.brand_id, gen_random_uuid(), c.id, (ARRAY['chat', 'lead'])[1 + n % 2], n,
       gen_random_uuid(), 1,
       1, 1, 1, 1, 'EUR', '{}', '{}', now()
  FROM billing_contract c, generate_series(1, 3000) n
"""


@pytest.fixture
def agreed(committed_db) -> Iterator[Office]:
    office = open_office("Plans")
    with office.scope(), connection.cursor() as cursor:
        agree(office)
        have_chats(office, 3, at("2026-10-07 12:00"))
        cursor.execute(LEDGER)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE billing_charge")
    with office.scope():
        yield office


def plan(rows: QuerySet) -> str:
    """As where reading all of a table is too dear."""
    with connection.cursor() as cursor:
        for kind in ("seqscan", "hashjoin", "mergejoin", "bitmapscan", "material"):
            cursor.execute(f"SET LOCAL enable_{kind} = off")
    return rows.explain()


def test_a_chats_charge_is_found_by_its_conversation(agreed: Office):
    found = plan(chats_due(agreed.brand, at("2026-10-01 00:00")))

    assert "charges_about" in found
    assert "(about = conversations_conversation.uuid)" in found, found


def test_a_leads_charge_is_found_by_the_lead(agreed: Office):
    assert "(about = leads_lead.uuid)" in plan(leads_due(agreed.brand.pk))
    assert "charges_about" in plan(credits_due(agreed.brand.pk))


def test_what_is_on_no_invoice_is_found_without_reading_all_lines(agreed: Office):
    found = plan(new_charges(agreed.brand))

    assert "charge_on_one_line" in found
    assert "(charge_id = billing_charge.id)" in found
