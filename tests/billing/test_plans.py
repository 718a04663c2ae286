"""Behind row-level security an index helps only where plain columns are compared."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet

from billing.models import Charge, Invoice, InvoiceLine, LineCharge
from billing.queries.due import chats_due, credits_due, leads_due
from billing.queries.ledger import new_charges, new_usages
from tests.billing.past import agree, at, have_chats
from tests.factories import Office, open_office
from tests.plans import plans

# Charges, enough for an index to be worth its while.
LONG = 3000
LEDGER = """
INSERT INTO billing_charge (agency_id, brand_id, uuid, contract_id, kind, source, about, first_seq,
    rule_version, quantity, unit_price, amount, currency, price, evidence, occurred_at)
SELECT c.agency_id, c.brand_id, gen_random_uuid(), c.id, (ARRAY['chat', 'lead'])[1 + n %% 2], n,
       gen_random_uuid(), 1,
       1, 1, 1, 1, 'EUR', '{}', '{}', now()
  FROM billing_contract c, generate_series(1, %s) n
"""


def open_ledger(name: str) -> Office:
    office = open_office(name)
    with office.scope(), connection.cursor() as cursor:
        agree(office)
        cursor.execute(LEDGER, [LONG])
    return office


@pytest.fixture
def agreed(committed_db) -> Iterator[Office]:
    office = open_ledger("Plans")
    with office.scope():
        have_chats(office, 3, at("2026-10-07 12:00"))
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


def bill_all(office: Office) -> None:
    """Put the ledger of an agency on one line of an invoice, for what its plans look like."""
    today = date(2026, 11, 1)
    days = dict.fromkeys(["issued_on", "supplied_from", "supplied_until", "due_on"], today)
    papers: dict[str, Any] = {key: {} for key in ("seller", "buyer", "document")}
    with office.scope():
        of = {"agency": office.agency, "brand": office.brand}
        charges = dict(Charge.objects.values_list("pk", "amount"))
        net = sum(charges.values())
        amounts = {"net": net, "vat": 0, "total": net}
        invoice = Invoice.objects.create(number="1", sequence=1, **of, **days, **amounts, **papers)
        line = InvoiceLine.objects.create(
            invoice=invoice, position=1, quantity=1, unit_price=net, amount=net, **of
        )
        LineCharge.objects.bulk_create(
            LineCharge(line=line, charge_id=charge, **of) for charge in charges
        )


def test_an_agency_that_is_new_to_a_large_ledger_reads_its_charges_once(committed_db):
    bill_all(open_ledger("Known"))
    newcomer = open_ledger("Newcomer")
    bill_all(newcomer)
    with newcomer.scope():
        have_chats(newcomer, 3, at("2026-10-07 12:00"))
    with connections["owner"].cursor() as cursor:
        # As PostgreSQL does by itself after some thousand changes.
        cursor.execute("ANALYZE billing_charge, billing_linecharge")

    with newcomer.scope(), plans() as found:
        new = new_usages(newcomer.brand, at("2026-10-01 00:00"), at("2036-10-01 00:00"))
        due = list(chats_due(newcomer.brand, at("2026-10-01 00:00")))

    assert (new, len(due)) == ([], 3)
    assert found.looked_at("billing_linecharge") <= LONG, found.scans_of("billing_")
    assert found.looked_at("billing_charge") <= 2 * LONG, found.scans_of("billing_")
