"""Office pages about money: previews, closing, invoices and their proof, parties, contracts."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period
from billing.actions.contracts import set_party
from billing.models import Invoice, InvoiceKind, Party
from billing.queries.contracts import contracts_of, today
from tenants.models import Brand, Role
from tests.billing.past import BUYER, OCTOBER, SELLER, agree, at, have_chats, have_lead
from tests.factories import Office

MONTH = {"month": "2026-10"}
# Three chats at 1.55, one lead at 5.00, 23 % of VAT.
NET, TOTAL = "€9.65", "€11.87"


@pytest.fixture
def used(office: Office) -> Office:
    """An agency whose first brand has used something in October."""
    with office.scope():
        agree(office, lead_price=Decimal("5.00"))
        have_chats(office, 3, at("2026-10-05 09:00"))
        have_chats(office, 1, at("2026-10-06 09:00"), outcome="spam")
        have_lead(office, at("2026-10-07 10:00"))
        charge_brand(office.brand)
    return office


@pytest.fixture
def invoice(used: Office) -> Invoice:
    with used.scope():
        found = close_period(used.brand, OCTOBER)
    assert found is not None
    return found


def page(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return words(answer)


def words(answer: Any) -> str:
    return " ".join(answer.content.decode().replace("\xa0", " ").split())


def of_brand(office: Office, rest: str) -> str:
    return f"/office/brands/{office.brand.uuid}/{rest}/"


def test_every_brand_with_a_contract_is_shown_before_anything_is_issued(used, owner):
    shown = page(owner, "/office/months/", **MONTH)

    assert "October 2026" in shown
    assert "Halo One" in shown
    assert "Halo Two" not in shown
    assert TOTAL in shown
    assert "Issue 1 invoice" in shown
    with used.scope():
        assert not Invoice.objects.exists()


def test_the_preview_says_what_the_invoice_then_says(used, owner):
    before = page(owner, of_brand(used, "month"), **MONTH)
    answer = owner.post(of_brand(used, "month/close"), MONTH, follow=True)

    with used.scope():
        invoice = Invoice.objects.get()
    assert answer.redirect_chain[-1][0] == f"/office/invoices/{invoice.uuid}/"
    after = words(answer)
    for text in (NET, TOTAL, "VAT 23 %", "Handled chats, October 2026", "<dt>Spam</dt><dd>1</dd>"):
        assert text in before, text
        assert text in after, text
    assert f"Invoice {invoice.number} is issued." in after


def test_what_a_brand_has_used_is_issued_also_when_its_chat_is_off(used, owner):
    with used.scope():
        Brand.objects.filter(pk=used.brand.pk).update(is_active=False)

    assert "Issue 1 invoice" in page(owner, "/office/months/", **MONTH)


def test_a_closed_month_leads_to_its_invoice(used, owner, invoice):
    answer = owner.get(of_brand(used, "month"), MONTH)

    assert answer["Location"] == f"/office/invoices/{invoice.uuid}/"
    assert invoice.number in page(owner, "/office/months/", **MONTH)


def test_many_months_are_closed_by_the_workers(
    used, owner, monkeypatch, django_capture_on_commit_callbacks
):
    sent = []
    monkeypatch.setattr(
        "billing.actions.months.current_app.send_task", lambda *message: sent.append(message)
    )

    with django_capture_on_commit_callbacks(execute=True):
        answer = owner.post("/office/months/close/", MONTH, follow=True)

    ids = (used.agency.pk, used.brand.pk, "2026-10-01")
    assert sent == [("billing.periodic.close_brand", ids)]
    assert "1 month is being closed." in words(answer)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"vat_id": "SK2020317069"}, "SK2020317069 is no VAT id of SK."),
        ({"country": "SI"}, "is no VAT id of SI."),
    ],
)
def test_a_wrong_party_stands_in_the_way(used, owner, changes, problem):
    with used.scope():
        set_party(used.agency, used.brand, by=None, **BUYER | changes)

    shown = page(owner, of_brand(used, "month"), **MONTH)
    owner.post(of_brand(used, "month/close"), MONTH)

    assert problem in shown
    assert "Issue the invoice" not in shown
    assert "Issue 1 invoice" not in page(owner, "/office/months/", **MONTH)
    with used.scope():
        assert not Invoice.objects.exists()


def test_a_missing_party_is_named(used, owner):
    with used.scope():
        Party.objects.filter(brand=used.brand).delete()

    shown = page(owner, of_brand(used, "month"), **MONTH)

    assert "The brand&#x27;s billing details are missing." in shown


def test_rules_of_the_electronic_invoice_are_tried_before_it_is_issued(used, owner):
    with used.scope():
        set_party(used.agency, None, by=None, **SELLER | {"vat_id": "", "tax_id": ""})

    shown = page(owner, of_brand(used, "month"), **MONTH)

    assert "BR-E-02" in shown
    assert "Issue the invoice" not in shown


def test_a_client_abroad_without_a_vat_id_is_pointed_out(used, owner):
    with used.scope():
        set_party(used.agency, used.brand, by=None, **BUYER | {"country": "SI", "vat_id": ""})

    shown = page(owner, of_brand(used, "month"), **MONTH)

    assert "The client has no VAT id" in shown
    assert TOTAL in shown
    assert "Issue the invoice" in shown


def test_a_month_that_runs_is_issued_only_when_it_is_ended(used, owner, invoice):
    brand, month = used.brands[1], today_of(used).replace(day=1)
    with used.scope():
        agree(used, brand, valid_from=month)
    address = f"/office/brands/{brand.uuid}/month/"

    running = page(owner, address, month=f"{month:%Y-%m}")
    owner.post(f"{address}close/", {"month": f"{month:%Y-%m}"})

    assert 'name="early"' in running
    assert "Issue the invoice</button>" not in running
    with used.scope():
        assert Invoice.objects.count() == 1


def today_of(office: Office):
    return today(office.brand.time_zone)


def test_a_line_opens_to_its_chats_with_their_proof(used, owner, invoice):
    with used.scope():
        line = invoice.lines.get(kind="chat")
        rows = [row.charge.evidence for row in line.line_charges.all()]

    shown = page(owner, f"/office/invoice-lines/{line.uuid}/")

    for kept in rows:
        assert kept["transcript_hash"] in shown
        assert f"/office/chats/{kept['conversation']}/" in shown
    assert shown.count("The visitor wrote (messages: 1).") == 3
    assert shown.count("20 s") >= 3


def test_a_line_opens_to_its_leads(used, owner, invoice):
    with used.scope():
        line = invoice.lines.get(kind="lead")
        lead = line.line_charges.get().charge.source

    shown = page(owner, f"/office/invoice-lines/{line.uuid}/")

    assert "Ján Novák" in shown
    assert f"/office/leads/{lead}/" in shown


def test_what_was_issued_is_handed_out_byte_for_byte(used, owner, invoice):
    with used.scope():
        invoice = Invoice.objects.get(pk=invoice.pk)

    pdf, xml = (owner.get(f"/office/invoices/{invoice.uuid}/{kind}/") for kind in ("pdf", "xml"))

    assert (pdf["Content-Type"], pdf.content) == ("application/pdf", bytes(invoice.pdf))
    assert (xml["Content-Type"], xml.content) == ("application/xml", bytes(invoice.xml))
    assert xml["Content-Disposition"] == f'attachment; filename="{invoice.number}.xml"'


def test_an_invoice_is_verified_from_the_log(used, owner, invoice):
    shown = page(owner, f"/office/invoices/{invoice.uuid}/verify/")

    assert "Every number follows from the event log" in shown


def test_lines_are_credited_and_the_note_is_shown_at_its_invoice(used, owner, invoice):
    with used.scope():
        lead_line = invoice.lines.get(kind="lead")
    address = f"/office/invoices/{invoice.uuid}/credit/"

    answer = owner.post(address, {"lines": [str(lead_line.uuid)], "reason": "No lead"}, follow=True)

    with used.scope():
        note = Invoice.objects.get(kind=InvoiceKind.CREDIT_NOTE)
    assert note.net == Decimal(5)
    assert "No lead" in words(answer)
    assert note.number in page(owner, f"/office/invoices/{invoice.uuid}/")
    assert lead_line.description not in page(owner, address)


def test_a_credit_note_needs_a_reason(used, owner, invoice):
    with used.scope():
        line = invoice.lines.get(kind="lead")

    owner.post(f"/office/invoices/{invoice.uuid}/credit/", {"lines": [str(line.uuid)]})

    with used.scope():
        assert Invoice.objects.count() == 1


def test_a_contract_ends_where_nothing_is_charged_after(used, owner):
    with used.scope():
        (contract,) = contracts_of(used.brand)
    address = f"/office/contracts/{contract.uuid}/end/"

    refused = owner.post(address, {"last_day": "2026-10-03"})
    owner.post(address, {"last_day": "2026-10-31"})

    assert "Choose a later day." in words(refused)
    with used.scope():
        contract.refresh_from_db()
    assert f"{contract.valid_to}" == "2026-10-31"


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER])
def test_money_is_the_offices_business(used, client, invoice, role):
    client.force_login(used.members[role].user)
    paths = ["/office/months/", "/office/invoices/", "/office/billing/", of_brand(used, "billing")]
    paths += [f"/office/invoices/{invoice.uuid}/{rest}" for rest in ("", "pdf/", "xml/", "verify/")]

    assert {client.get(path).status_code for path in paths} == {404}
    assert client.post(of_brand(used, "month/close"), MONTH).status_code == 404
