"""An invoice made anew from the event log is the same, or every difference is shown."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils.translation import override

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period, credit_invoice
from billing.actions.contracts import agree_contract
from billing.models import Charge, Invoice, LineCharge
from billing.queries.proof import prove
from billing.reasons import proof_text
from conversations.models import Conversation
from leads.models import Lead
from tests.billing.past import (
    OCTOBER,
    agree,
    at,
    have_chats,
    have_lead,
    lines_of,
    win_dispute,
)
from tests.factories import Office, open_office

SEPTEMBER = date(2026, 9, 1)
HOURS = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
SLA = {"target_seconds": 30, "steps": [["95", "10"]], "free_after_seconds": 120}


def busy_month(office: Office) -> Invoice:
    """Everything that a line can be made of."""
    terms: dict[str, Any] = {
        "chat_price": Decimal("1.5500"),
        "lead_price": Decimal(25),
        "retainer": Decimal(100),
        "included_chats": 3,
        "tiers": [[5, "1.2000"]],
        "surcharge_percent": Decimal(50),
        "standard_hours": HOURS,
        "sla": SLA,
    }
    agree(office, valid_from=SEPTEMBER, **terms)
    lead = have_lead(office, at("2026-09-15 10:00"))
    close_period(office.brand, SEPTEMBER)
    have_chats(office, 1, at("2026-09-30 23:50"))
    have_chats(office, 9, at("2026-10-07 17:55"))
    have_chats(office, 1, at("2026-10-08 12:00"), answer_after=130)
    have_chats(office, 2, at("2026-10-08 13:00"), outcome="spam")
    win_dispute(lead, at("2026-10-02 10:00"))
    have_lead(office, at("2026-10-10 10:00"))
    win_dispute(have_lead(office, at("2026-10-11 10:00")), at("2026-10-12 10:00"))
    agree_contract(
        office.brand,
        by=None,
        **(terms | {"valid_from": date(2026, 10, 21), "minimum": Decimal(400)}),
    )
    have_chats(office, 4, at("2026-10-22 09:00"))
    invoice = close_period(office.brand, OCTOBER)
    assert invoice is not None
    return Invoice.objects.get(pk=invoice.pk)


@pytest.fixture
def invoice(office: Office) -> Iterator[Invoice]:
    with office.scope():
        yield busy_month(office)


def test_a_busy_month_follows_from_the_log(invoice: Invoice):
    assert {kind for kind, _ in lines_of(invoice)} == {
        *("retainer", "chat", "surcharge", "lead", "credit", "sla", "minimum")
    }
    assert prove(invoice) == []


def test_a_credit_note_is_proved_by_the_invoice_it_credits(invoice: Invoice):
    note = credit_invoice(invoice, reason="Everything")

    assert prove(Invoice.objects.get(pk=note.pk)) == []


def test_what_comes_after_the_invoice_does_not_change_its_proof(invoice: Invoice, office: Office):
    have_chats(office, 2, at("2026-11-02 10:00"))
    agree_contract(office.brand, by=None, valid_from=date(2026, 11, 10), chat_price=Decimal(9))
    charge_brand(office.brand)

    assert prove(invoice) == []


def test_a_chat_that_nobody_charged_is_found(invoice: Invoice, office: Office):
    (conversation,) = have_chats(office, 1, at("2026-10-30 10:00"))

    assert [str(one) for one in prove(invoice)] == [
        f" {conversation.uuid}:1: chat: not charged ≠ in the log"
    ]
    charge_brand(office.brand)
    assert prove(invoice) == []


def test_a_log_that_says_something_else_is_found_line_by_line(committed_db):
    office = open_office("Changed")
    with office.scope():
        invoice = busy_month(office)
        row = LineCharge.objects.filter(line__invoice=invoice, charge__kind="chat").first()
        assert row is not None
        uuid = row.charge.source.partition(":")[0]
        conversation = Conversation.objects.get(uuid=uuid).pk

    rewrite(conversation, "body = body || '!' WHERE e.kind = 'message' AND e.by_kind = 'agent'")
    with office.scope():
        (hashed,) = prove(invoice)
    rewrite(conversation, "data = '{\"outcome\": \"spam\"}' WHERE e.kind = 'closed'")
    with office.scope():
        found = {(one.what, one.stored, one.found) for one in prove(invoice)}

    assert (hashed.about, hashed.what) == (row.charge.source, "transcript_hash")
    assert {
        ("outcome", "handled", "spam"),
        ("billable", "yes", "outcome"),
        ("price", "1.5500", "–"),
    } < found


def rewrite(conversation: int, change: str) -> None:
    """What no role of the product can do: the owner takes the trigger away for a moment."""
    with connections["owner"].cursor() as cursor:
        for statement in (
            "ALTER TABLE conversations_event DISABLE TRIGGER append_only",
            "ALTER TABLE conversations_event NO FORCE ROW LEVEL SECURITY",
            f"UPDATE conversations_event e SET {change} AND e.conversation_id = {conversation}",
            "ALTER TABLE conversations_event FORCE ROW LEVEL SECURITY",
            "ALTER TABLE conversations_event ENABLE TRIGGER append_only",
        ):
            cursor.execute(statement)


def test_a_chat_that_was_none_is_found_and_the_line_is_made_anew(
    invoice: Invoice, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("billing.queries.logged.why_not", lambda rules: "outcome")

    found = prove(invoice)

    chats = Charge.objects.filter(line_charges__line__invoice=invoice, kind="chat").count()
    assert len([one for one in found if one.what == "billable"]) == chats
    assert any(one.line.startswith("line") and one.what == "amount" for one in found)


def test_a_lead_that_is_none_is_found(invoice: Invoice):
    Lead.objects.update(is_qualified=False)

    found = {(one.what, one.stored, one.found) for one in prove(invoice)}

    assert ("lead", "charged", "not qualified") in found


def test_the_command_says_equal_or_ends_with_1(committed_db):
    office = open_office("Proof")
    with office.scope():
        agree(office)
        have_chats(office, 2, at("2026-10-07 12:00"))
    out = StringIO()
    slug = ["--agency", office.agency.slug]

    call_command("close_month", "2026-10", *slug, stdout=out)
    call_command("close_month", "2026-10", *slug, stdout=out)
    with office.scope():
        number = Invoice.objects.get().number
    call_command("verify_invoice", number, *slug, stdout=out)

    assert out.getvalue().splitlines() == [
        f"Proof One: {number}, 3.81 EUR",
        f"Proof One: {number}, 3.81 EUR",
        f"{number}: equal. 1 lines, 3.81 EUR.",
    ]
    with pytest.raises(CommandError, match="There is no invoice X"):
        call_command("verify_invoice", "X", stdout=out)


def test_a_difference_is_told_in_the_readers_language():
    with override("sk"):
        said = [proof_text(word) for word in ("line 3", "amount", "not in the log", "1.5500")]

    assert said == ["riadok 3", "Spolu bez DPH", "nie je v zázname", "1.5500"]
