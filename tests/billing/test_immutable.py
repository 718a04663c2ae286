"""What was written stays, whoever connects and whatever they try."""

import pytest
from django.db import DatabaseError, connection, connections, transaction

from billing.actions.closing import close_period
from billing.models import Invoice, Series
from tests.billing.past import OCTOBER, agree, at, have_chats
from tests.factories import Office, open_office

LEDGER = ["charge", "period", "invoice", "invoiceline", "linecharge"]
CHANGES = {
    "charge": "amount = 0",
    "period": "month = month + 1",
    "invoice": "total = 0",
    "invoiceline": "amount = 0",
    "linecharge": "is_late = true",
}


@pytest.fixture
def issued(office: Office):
    with office.scope():
        agree(office)
        have_chats(office, 2, at("2026-10-07 12:00"))
        close_period(office.brand, OCTOBER)
        yield office


def refused(statement: str) -> str:
    """What PostgreSQL says."""
    with pytest.raises(DatabaseError) as refusal:
        execute(statement)
    return str(refusal.value).splitlines()[0]


@transaction.atomic
def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("table", LEDGER)
def test_no_row_is_changed_or_deleted(issued: Office, table: str):
    append_only = f"billing_{table} is append-only"

    assert refused(f"UPDATE billing_{table} SET {CHANGES[table]}") == append_only
    assert refused(f"DELETE FROM billing_{table}") == append_only


@pytest.mark.parametrize("table", [*LEDGER, "contract", "series"])
def test_no_table_is_emptied_not_even_by_the_owner(committed_db, table: str):
    with connections["owner"].cursor() as cursor, pytest.raises(DatabaseError) as refusal:
        cursor.execute(f"TRUNCATE billing_{table} CASCADE")

    assert "is append-only" in str(refusal.value)


def test_a_contract_keeps_its_prices(issued: Office):
    assert refused("UPDATE billing_contract SET chat_price = 1").startswith("a contract never")


def test_two_contracts_are_never_valid_on_one_day(issued: Office):
    said = refused(
        "INSERT INTO billing_contract SELECT (jsonb_populate_record(c, jsonb_build_object("
        "'id', c.id + 1000000, 'uuid', gen_random_uuid(), 'version', 9,"
        " 'valid_from', '2027-05-05'))).* FROM billing_contract c"
    )

    assert "one_contract_a_day" in said


def test_two_periods_never_hold_one_instant(issued: Office):
    said = refused(
        "INSERT INTO billing_period (agency_id, brand_id, month, starts_at, ends_at, figures)"
        " SELECT agency_id, brand_id, '2030-01-01', ends_at - interval '1 us',"
        " ends_at + interval '1 day', '{}' FROM billing_period"
    )

    assert "one_period_an_instant" in said


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE billing_series SET last = last + 2",
        "UPDATE billing_series SET last = last",
        "UPDATE billing_series SET last = last + 1, issued_on = issued_on - 1",
        "INSERT INTO billing_series (agency_id, prefix, last)"
        " SELECT agency_id, 'X', 7 FROM billing_series",
    ],
)
def test_a_series_goes_up_by_one(issued: Office, statement: str):
    assert refused(statement) == "a series begins at 1 and leaves nothing out"


def test_a_series_is_not_begun_anew(issued: Office):
    assert refused("DELETE FROM billing_series") == "billing_series is append-only"


@pytest.mark.parametrize("change", ["'sequence', 3", "'sequence', 2, 'issued_on', '2020-01-01'"])
def test_a_number_follows_the_one_before_it(issued: Office, change: str):
    said = refused(copy("billing_invoice", f"'number', 'X', 'period_id', null, {change}"))

    assert said == "invoice X does not follow the one before it"


def copy(table: str, changes: str) -> str:
    """A statement that adds a row like the one that is there."""
    return (
        f"INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object("
        f"'id', t.id + 1000000, 'uuid', gen_random_uuid(), {changes}))).* FROM {table} t"
    )


def test_lines_are_their_invoice_and_charges_their_line(issued: Office):
    second = "'number', 'X', 'period_id', null, 'sequence', 2"

    assert refused(copy("billing_invoice", second)) == "invoice X: lines 0, net 3.1000"
    assert refused(copy("billing_charge", "'source', 'x', 'amount', 9")).startswith("new row")


def test_nothing_is_added_to_an_issued_invoice(committed_db):
    office = open_office("Later")
    with office.scope():
        agree(office)
        have_chats(office, 1, at("2026-10-07 12:00"))
        close_period(office.brand, OCTOBER)

    with office.scope():
        zero = "'amount', 0, 'quantity', 0, 'position', 7"
        assert refused(copy("billing_invoiceline", zero)) == "an issued invoice gets no more lines"
        late = (
            "INSERT INTO billing_linecharge (agency_id, brand_id, line_id, charge_id, is_late)"
            " SELECT agency_id, brand_id, line_id, charge_id + 1000000, false"
            " FROM billing_linecharge"
        )
        assert refused(late) == "an issued line gets no more charges"


def test_a_charge_is_on_one_line_and_taken_back_once_and_whole(issued: Office):
    again = (
        "INSERT INTO billing_linecharge (agency_id, brand_id, line_id, charge_id, is_late)"
        " SELECT agency_id, brand_id, line_id, charge_id, false FROM billing_linecharge"
    )
    half = (
        "INSERT INTO billing_charge (agency_id, brand_id, uuid, contract_id, kind, source,"
        " rule_version, quantity, unit_price, amount, currency, price, evidence, occurred_at,"
        " reverses_id) SELECT agency_id, brand_id, gen_random_uuid(), contract_id, 'credit', 'x',"
        " 1, -1, 1, -1, currency, '{}', '{}', occurred_at, id FROM billing_charge"
    )

    assert "charge_on_one_line" in refused(again)
    assert refused(half) == "a reversal takes back exactly one charge"


def test_what_was_refused_left_no_trace(issued: Office):
    invoice = Invoice.objects.get()
    refused("UPDATE billing_invoice SET total = 0")

    invoice.refresh_from_db()
    assert invoice.total == invoice.net + invoice.vat
    assert Series.objects.get().last == 1
