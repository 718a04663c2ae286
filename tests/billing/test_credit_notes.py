"""An invoice is taken back, whole or in part: by a credit note to whom it was sent."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period, credit_invoice
from billing.actions.contracts import end_contract, set_party
from billing.errors import CreditBelowNothing, NothingToCredit
from billing.models import Charge, Contract, Invoice, Series
from billing.previews import preview
from billing.queries.ledger import new_charges
from billing.queries.proof import prove
from tests.billing.past import (
    BUYER,
    OCTOBER,
    SELLER,
    agree,
    at,
    have_chats,
    have_lead,
    lines_of,
    running_month,
    win_dispute,
)
from tests.factories import Office

NOON = at("2026-10-07 12:00")
SLA = {"target_seconds": 30, "steps": [["80", "10"]]}
ABROAD = {"legal_name": "Pomoč d. o. o.", "country": "SI", "vat_id": "SI99990008"}


def test_a_credit_note_takes_back_everything_to_the_cent(office: Office):
    with office.scope():
        agree(
            office,
            chat_price=Decimal("0.1550"),
            retainer=Decimal(100),
            included_chats=2,
            tiers=[[3, "0.1450"]],
        )
        have_chats(office, 9, NOON)
        invoice = close_period(office.brand, OCTOBER)
        assert invoice is not None

        note = credit_invoice(invoice, reason="Agreed by phone")

        assert (note.kind, note.credits, note.number[0]) == ("381", invoice, "D")
        assert (note.net, note.vat, note.total) == (invoice.net, invoice.vat, invoice.total)
        assert lines_of(note) == lines_of(invoice)
        assert sum(row.amount for row in Charge.objects.all()) == 0
        with pytest.raises(NothingToCredit), transaction.atomic():
            credit_invoice(invoice, reason="Again")


def test_a_credit_note_for_a_line_leaves_the_others(agreed: Office):
    have_chats(agreed, 2, NOON)
    lead, _other = have_lead(agreed, NOON), have_lead(agreed, NOON + timedelta(hours=1))
    invoice = close_period(agreed.brand, OCTOBER)
    assert invoice is not None
    win_dispute(lead, NOON)
    charge_brand(agreed.brand)

    note = credit_invoice(invoice, reason="", lines=list(invoice.lines.filter(kind="lead")))

    # One lead is given back by the dispute already, on the next invoice.
    assert note.net == 25
    assert [line.quantity for line in note.lines.all()] == [Decimal(1)]
    assert sum(row.amount for row in Charge.objects.filter(kind__in=["lead", "credit"])) == 0


def test_a_credit_note_is_for_whom_was_billed_with_the_vat_that_was_charged(agreed: Office):
    have_chats(agreed, 2, NOON)
    invoice = close_period(agreed.brand, OCTOBER)
    assert invoice is not None
    set_party(agreed.agency, agreed.brand, by=None, **(BUYER | ABROAD))
    set_party(agreed.agency, None, by=None, **(SELLER | {"legal_name": "Halo Group a. s."}))

    note = credit_invoice(invoice, reason="The client has sold the brand")

    assert (note.total, note.vat) == (invoice.total, invoice.vat)
    assert (note.seller, note.buyer) == (invoice.seller, invoice.buyer)
    assert note.buyer["legal_name"] == BUYER["legal_name"]
    assert prove(Invoice.objects.get(pk=note.pk)) == []


def test_a_credit_note_is_never_below_nothing(office: Office):
    with office.scope():
        agree(office, chat_price=Decimal(2), sla=SLA)
        have_chats(office, 7, NOON, answer_after=60)
        invoice = close_period(office.brand, OCTOBER)
        assert invoice is not None
        assert lines_of(invoice) == [("chat", "14.00"), ("sla", "-1.40")]

        with pytest.raises(CreditBelowNothing), transaction.atomic():
            credit_invoice(invoice, reason="", lines=list(invoice.lines.filter(kind="sla")))

        assert not Series.objects.filter(prefix__startswith="D").exists()
        assert credit_invoice(invoice, reason="").net == invoice.net


def test_who_has_left_is_paid_back_what_was_won_after_the_last_invoice(agreed: Office):
    lead, _other = have_lead(agreed, NOON), have_lead(agreed, NOON + timedelta(hours=1))
    end_contract(Contract.objects.get(), by=None, last_day=date(2026, 10, 31))
    invoice = close_period(agreed.brand, OCTOBER)
    assert invoice is not None
    win_dispute(lead, at("2026-11-03 09:00"))
    charge_brand(agreed.brand)

    november = date(2026, 11, 1)
    shown = preview(agreed.brand, november)
    early = running_month(agreed.brand) == november
    assert close_period(agreed.brand, november, early=early) is None

    assert shown is not None
    assert "Credits of €25.00 are paid back by a credit note: the contract is over." in (
        shown.warnings
    )
    note = Invoice.objects.get(credits=invoice)
    assert (note.net, lines_of(note)) == (Decimal(25), [("lead", "25.00")])
    assert not new_charges(agreed.brand).exists()
    assert prove(note) == prove(Invoice.objects.get(pk=invoice.pk)) == []
