"""What a client sees of its money, and of the work where it does not see the money."""

from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period, credit_invoice
from billing.models import Invoice
from billing.queries.contracts import today
from billing.queries.spending import spending
from reports.actions.roll_up import roll_up
from tenants.hours import start_of_day
from tenants.models import Role
from tests.billing.past import OCTOBER, agree, at, have_chats, have_lead, running_month
from tests.billing.test_office_pages import page
from tests.factories import Office, make_invoice


@pytest.fixture
def invoice(office: Office) -> Invoice:
    """October of the first brand: three chats, one that cost nothing, and a lead."""
    with office.scope():
        agree(office, lead_price=Decimal("5.00"), budget=Decimal(10))
        have_chats(office, 3, at("2026-10-05 09:00"))
        have_chats(office, 1, at("2026-10-06 09:00"), outcome="spam")
        have_lead(office, at("2026-10-07 10:00"))
        found = close_period(office.brand, OCTOBER)
    assert found is not None
    return found


@pytest.fixture
def manager(office: Office, client: Client) -> Client:
    client.force_login(office.members[Role.CLIENT_MANAGER].user)
    return client


@pytest.fixture
def viewer(office: Office, client: Client) -> Client:
    client.force_login(office.members[Role.CLIENT_VIEWER].user)
    return client


def have_chats_today(office: Office, count: int) -> None:
    """In this month, early enough to be settled."""
    with office.scope():
        month = running_month(office.brand)
        have_chats(office, count, start_of_day(month, ZoneInfo(office.brand.time_zone)))
        charge_brand(office.brand)
        roll_up()


def test_the_overview_shows_the_month_and_what_it_has_cost(office, manager, invoice):
    have_chats_today(office, 4)

    shown = page(manager, "/portal/")

    assert "Halo One" in shown
    assert "Halo Two" not in shown
    assert '<dt>Handled chats</dt><dd class="value">4</dd>' in shown
    # Four chats at 1.55; what October cost is not counted again.
    assert "€6.20" in shown
    assert "62 % of €10.00" in shown


def test_a_budget_that_is_spent_is_pointed_out(office, manager, invoice):
    have_chats_today(office, 7)

    with office.scope():
        found = spending(office.brand, today(office.brand.time_zone))
    assert found is not None
    assert (found.amount, found.percent, found.is_over) == (Decimal("10.85"), 108, True)
    assert "108 % of €10.00" in page(manager, "/portal/")


def test_a_viewer_sees_the_work_and_no_prices(office, viewer, invoice):
    have_chats_today(office, 4)

    shown = page(viewer, "/portal/")

    assert '<dt>Handled chats</dt><dd class="value">4</dd>' in shown
    assert "€" not in shown
    assert "/portal/invoices/" not in shown
    with office.scope():
        line = invoice.lines.first()
    paths = [f"/portal/invoices/{invoice.uuid}/{rest}" for rest in ("", "pdf/", "xml/")]
    paths += ["/portal/invoices/", f"/portal/invoice-lines/{line.uuid}/"]
    assert {viewer.get(path).status_code for path in paths} == {404}


def test_a_manager_reads_the_invoice_and_what_it_is_made_of(office, manager, invoice):
    with office.scope():
        chats = invoice.lines.get(kind="chat")
        evidence = chats.line_charges.first().charge.evidence

    listed, shown = (
        page(manager, "/portal/invoices/"),
        page(manager, f"/portal/invoices/{invoice.uuid}/"),
    )
    line = page(manager, f"/portal/invoice-lines/{chats.uuid}/")

    assert invoice.number in listed
    assert "<dt>Handled chat</dt><dd>1.55 EUR</dd>" in listed
    assert "€11.87" in shown
    assert f"/portal/invoice-lines/{chats.uuid}/" in shown
    assert evidence["transcript_hash"] in line
    assert f"/portal/chats/{evidence['conversation']}/" in line
    assert page(manager, f"/portal/chats/{evidence['conversation']}/")


def test_agents_are_not_named_to_clients(office, manager, invoice):
    with office.scope():
        line = invoice.lines.get(kind="chat")
        name = line.line_charges.first().charge.evidence["agent"]

    assert name
    assert name not in page(manager, f"/portal/invoice-lines/{line.uuid}/")


def test_what_costs_nothing_is_shown_with_its_reason(office, manager, invoice):
    shown = page(manager, f"/portal/invoices/{invoice.uuid}/")

    assert "We did not charge you for" in shown
    assert "<dt>Spam</dt><dd>1</dd>" in shown


def test_files_are_those_that_were_issued(office, manager, invoice):
    with office.scope():
        kept = Invoice.objects.get(pk=invoice.pk)

    assert manager.get(f"/portal/invoices/{invoice.uuid}/pdf/").content == bytes(kept.pdf)
    assert manager.get(f"/portal/invoices/{invoice.uuid}/xml/").content == bytes(kept.xml)


def test_other_brands_and_agencies_keep_theirs(office, other_office, manager):
    unseen = [
        make_invoice(office, office.brands[1]),
        make_invoice(other_office, other_office.brand),
    ]

    listed = page(manager, "/portal/invoices/")

    for one in unseen:
        assert str(one.uuid) not in listed
        assert manager.get(f"/portal/invoices/{one.uuid}/pdf/").status_code == 404
        assert manager.get(f"/portal/invoices/{one.uuid}/xml/").status_code == 404


def test_the_list_asks_as_often_for_many_invoices_as_for_one(office, manager):
    def questions() -> int:
        make_invoice(office, office.brand)
        with CaptureQueriesContext(connection) as asked:
            page(manager, "/portal/invoices/")
        return len(asked)

    page(manager, "/portal/invoices/")
    assert questions() == questions() == questions()


def test_lists_and_evidence_leave_the_files_where_they_are(office, manager, invoice):
    with office.scope():
        credit_invoice(invoice, reason="Agreed by phone")
        line = invoice.lines.first()

    with CaptureQueriesContext(connection) as asked:
        page(manager, "/portal/invoices/")
        page(manager, f"/portal/invoice-lines/{line.uuid}/")

    read = [query["sql"] for query in asked if '"billing_invoice' in query["sql"]]
    assert read
    assert not any(f'"{name}"' in sql for sql in read for name in ("pdf", "xml", "document"))
