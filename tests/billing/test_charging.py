"""What comes into the ledger, and that it comes once."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from billing.actions.charging import charge_brand, charge_chats
from billing.actions.contracts import agree_contract, end_contract
from billing.errors import ContractInUse, OtherCurrency
from billing.models import Charge, Contract
from billing.queries.checks import mismatches, not_charged
from billing.queries.spending import spending
from reports.models import ChatFact
from tenants.errors import Invalid
from tests.billing.past import (
    OCTOBER,
    ZONE,
    agree,
    at,
    chat,
    have_chats,
    have_lead,
    ledger,
    record,
    win_dispute,
)
from tests.factories import Office, make_brand

NOON = at("2026-10-07 12:00")


def test_a_handled_chat_is_charged_once_with_its_evidence(agreed: Office):
    (conversation,) = have_chats(agreed, 1, NOON)

    assert charge_brand(agreed.brand) == 1
    assert charge_brand(agreed.brand) == 0

    charge, fact = Charge.objects.get(), ChatFact.objects.get()
    assert charge.source == f"{conversation.uuid}:1"
    assert charge.quantity == 1
    assert charge.unit_price == charge.amount == Decimal("1.55")
    assert charge.occurred_at == NOON
    assert charge.evidence["transcript_hash"] == fact.transcript_hash
    assert charge.evidence["rules"] == fact.rules
    assert charge.evidence["first_response"] == "20.000000"
    assert list(mismatches(agreed.brand)) == []


@pytest.mark.parametrize("outcome", ["spam", "test", "wrong_company", "no_intent"])
def test_what_is_no_handled_chat_costs_nothing_and_is_shown_with_its_reason(
    agreed: Office, outcome: str
):
    have_chats(agreed, 2, NOON, outcome=outcome)
    have_chats(agreed, 1, NOON + timedelta(hours=1))

    assert charge_brand(agreed.brand) == 1
    found = not_charged(agreed.brand, OCTOBER)
    assert (found.reasons, found.count) == ({outcome: 2}, 2)


def test_a_chat_is_charged_when_nobody_can_come_back_any_more(agreed: Office):
    ended = now() - timedelta(minutes=5, seconds=30)
    record([chat(agreed, ended - timedelta(seconds=20))])

    assert charge_brand(agreed.brand) == 0
    record([chat(agreed, ended - timedelta(seconds=60))])
    assert charge_brand(agreed.brand) == 1


def test_a_chat_before_the_contract_and_one_after_it_cost_nothing(office: Office):
    with office.scope():
        agree(office, valid_from=date(2026, 10, 2), valid_to=date(2026, 10, 3))
        for moment in ("10-01 23:59", "10-02 00:00", "10-03 23:59", "10-04 00:00"):
            have_chats(office, 1, at(f"2026-{moment}"))

        assert charge_brand(office.brand) == 2
        assert not_charged(office.brand, OCTOBER).reasons == {"no_contract": 2}
        assert list(mismatches(office.brand)) == []


def test_a_new_price_holds_from_its_first_midnight_in_the_brands_zone(agreed: Office):
    agree_contract(agreed.brand, by=None, valid_from=date(2026, 10, 16), chat_price=Decimal(2))
    have_chats(agreed, 1, at("2026-10-15 23:59:59"))
    have_chats(agreed, 1, at("2026-10-16 00:00"))

    charge_brand(agreed.brand)

    assert ledger() == [("chat", "1.55"), ("chat", "2")]


def test_a_contract_may_ask_for_more_words(office: Office):
    with office.scope():
        agree(office, min_visitor_words=3)
        have_chats(office, 1, NOON, body="ahoj")
        have_chats(office, 1, NOON + timedelta(hours=1), body="máte ju ešte?")

        charge_brand(office.brand)

        assert ledger() == [("chat", "1.55")]
        assert list(mismatches(office.brand)) == []
        assert not_charged(office.brand, OCTOBER).reasons == {"visitor_words": 1}


BY_DAY = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@pytest.mark.parametrize("are_promised", [True, False])
def test_a_chat_outside_the_hours_has_a_surcharge(office: Office, are_promised: bool):
    """Outside those that the brand promises, or those that its contract has for itself."""
    with office.scope():
        if are_promised:
            brand = make_brand(office.agency, "Nine to five", hours=BY_DAY)
            agree(office, brand, surcharge_percent=Decimal(50))
        else:
            brand = office.brand
            agree(office, surcharge_percent=Decimal(50), standard_hours=BY_DAY)
        for moment in ("07 07:59", "07 08:00", "07 17:59", "07 18:00", "10 12:00"):
            have_chats(office, 1, at(f"2026-10-{moment}"), brand=brand)

        charge_brand(brand)

        rows = Charge.objects.filter(kind="surcharge").order_by("occurred_at")
        shown = [f"{row.occurred_at.astimezone(ZONE):%d %H:%M} {row.amount}" for row in rows]
        assert shown == ["07 07:59 0.7750", "07 18:00 0.7750", "10 12:00 0.7750"]


def test_a_qualified_lead_is_charged_once_the_brand_has_it(agreed: Office):
    lead = have_lead(agreed, NOON, delivered_at=None)
    have_lead(agreed, NOON + timedelta(hours=1), is_qualified=False)
    assert charge_brand(agreed.brand) == 0

    type(lead).objects.filter(pk=lead.pk).update(delivered_at=NOON)

    assert charge_brand(agreed.brand) == 1
    assert charge_brand(agreed.brand) == 0
    assert ledger() == [("lead", "25")]


def test_a_won_dispute_takes_the_lead_back_once(agreed: Office):
    lead = have_lead(agreed, NOON)
    charge_brand(agreed.brand)
    win_dispute(lead, NOON + timedelta(days=2))

    assert charge_brand(agreed.brand) == 1
    assert charge_brand(agreed.brand) == 0

    assert ledger() == [("lead", "25"), ("credit", "-25")]
    credit = Charge.objects.get(kind="credit")
    assert credit.reverses == Charge.objects.get(kind="lead")
    assert credit.evidence["reason"] == "duplicate"


def test_a_dispute_that_was_won_before_the_lead_was_charged_is_credited_as_well(agreed: Office):
    win_dispute(have_lead(agreed, NOON), NOON)

    charge_brand(agreed.brand)

    assert ledger() == [("lead", "25"), ("credit", "-25")]


def test_spend_so_far_is_shown_against_the_budget(office: Office):
    with office.scope():
        agree(office, lead_price=Decimal(25), budget=Decimal(40))
        have_chats(office, 10, NOON)
        have_lead(office, NOON)
        charge_brand(office.brand)

        spent = spending(office.brand, OCTOBER)

        assert spent is not None
        assert (spent.amount, spent.percent, spent.is_over) == (Decimal("40.50"), 101, True)
        assert spending(office.brands[1], OCTOBER) is None


def test_a_charge_without_its_chat_is_found(agreed: Office):
    have_chats(agreed, 2, NOON)
    charge_brand(agreed.brand)
    first = ChatFact.objects.order_by("pk").first()
    assert first is not None
    ChatFact.objects.filter(pk=first.pk).update(transcript_hash="0" * 64)

    (found,) = mismatches(agreed.brand)

    assert found.problem == "charge without a handled chat"


def test_a_chat_without_its_charge_is_found(agreed: Office):
    have_chats(agreed, 1, NOON)

    (found,) = mismatches(agreed.brand)

    assert found.problem == "handled chat without a charge"


def test_what_is_charged_cannot_be_agreed_anew(agreed: Office):
    have_chats(agreed, 1, NOON)
    charge_chats(agreed.brand)

    with pytest.raises(ContractInUse):
        agree_contract(agreed.brand, by=None, valid_from=date(2026, 10, 7), chat_price=Decimal(1))
    with pytest.raises(ContractInUse):
        end_contract(Contract.objects.get(), by=None, last_day=date(2026, 10, 6))
    new = agree_contract(agreed.brand, by=None, valid_from=date(2026, 10, 8), chat_price=Decimal(1))

    old = Contract.objects.get(version=1)
    assert (old.valid_to, new.version) == (date(2026, 10, 7), 2)


def test_a_later_version_that_nobody_used_makes_room(agreed: Office):
    for day in (20, 10):
        agree_contract(
            agreed.brand, by=None, valid_from=date(2026, 10, day), chat_price=Decimal(day)
        )

    assert [
        (one.version, one.valid_from.day, one.valid_to)
        for one in Contract.objects.order_by("valid_from")
    ] == [(1, 1, date(2026, 10, 9)), (3, 10, None)]


@pytest.mark.parametrize(
    "terms",
    [
        {"lead_price": Decimal("1.005")},
        {"tiers": [[1, "2"]]},
        {"tiers": [[20, "2"], [10, "1"]]},
        {"tiers": [[20, "dear"]]},
        {"tiers": [[20, "-1"]]},
        {"sla": {"steps": [["80", "101"]]}},
        {"standard_hours": {"mon": [["8", "x"]]}},
        {"valid_to": date(2026, 9, 1)},
        {"currency": "XXX"},
    ],
)
def test_terms_that_make_no_sense_are_refused(office: Office, terms):
    with office.scope(), pytest.raises(Invalid):
        agree(office, **terms)


def test_a_currency_never_changes(agreed: Office):
    with pytest.raises(OtherCurrency):
        agree_contract(agreed.brand, by=None, valid_from=date(2026, 11, 1), currency="CZK")
