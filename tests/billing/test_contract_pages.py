"""What is agreed with a client, as the office writes it down."""

from decimal import Decimal
from typing import Any

import pytest

from billing.queries.contracts import contracts_of
from tests.billing.test_office_pages import of_brand, words


def terms(**changes: Any) -> dict[str, Any]:
    """What the form of a contract sends when somebody fills in as little as they can."""
    least = {
        "valid_from": "2026-10-01",
        "currency": "EUR",
        "tier_mode": "graduated",
        "min_visitor_words": "1",
        "payment_days": "14",
        "dispute_days": "7",
        "answer_days": "5",
    }
    return least | changes


def test_a_contract_is_agreed_with_everything_it_can_say(office, owner):
    given = terms(
        chat_price="1.5550",
        lead_price="7.50",
        tier_1_first="101",
        tier_1_price="1.40",
        tier_2_first="201",
        tier_2_price="1.3333",
        surcharge_percent="20",
        week_from="08:00",
        week_until="18:00",
        step_1_below="80",
        step_1_back="5",
        free_after_seconds="120",
        budget="900",
        reference="PO-7",
    )

    answer = owner.post(of_brand(office, "contracts"), given, follow=True)

    with office.scope():
        (contract,) = contracts_of(office.brand)
    assert (contract.chat_price, contract.lead_price) == (Decimal("1.5550"), Decimal("7.5000"))
    assert contract.tiers == [[101, "1.4000"], [201, "1.3333"]]
    assert contract.standard_hours == {
        day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    }
    assert contract.sla == {
        "target_seconds": 30,
        "steps": [["80", "5"]],
        "free_after_seconds": 120,
    }
    shown = words(answer)
    assert "<dt>From chat 201 of a month on</dt><dd>1.3333 EUR</dd>" in shown
    assert "<dt>Monthly budget</dt><dd>€900.00</dd>" in shown


def test_a_new_version_begins_with_what_is_agreed_now(office, owner):
    owner.post(
        of_brand(office, "contracts"),
        terms(
            chat_price="1.555",
            week_from="08:00",
            week_until="18:00",
            tier_1_first="50",
            tier_1_price="1.40",
        ),
    )

    form = owner.get(of_brand(office, "contracts")).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    owner.post(of_brand(office, "contracts"), again | {"chat_price": "1.60"})

    with office.scope():
        first, second = contracts_of(office.brand)
    kept = ("tiers", "standard_hours", "sla", "retainer", "minimum", "budget", "lead_price")
    assert [getattr(first, name) for name in kept] == [getattr(second, name) for name in kept]
    assert (first.chat_price, second.chat_price) == (Decimal("1.5550"), Decimal("1.6000"))
    assert first.valid_to is not None


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"tier_1_first": "101"}, "Fill in both, or neither."),
        ({"week_from": "08:00"}, "Fill in both, or neither."),
        ({"lead_price": "7.505"}, "no more than 2 decimal places"),
        ({"chat_price": "-1"}, "greater than or equal to 0"),
        ({"valid_to": "2026-09-30"}, "The contract begins later."),
        # What no column holds, and a slip of the finger.
        ({"retainer": "99999999999"}, "no more than 10 digits in total"),
        ({"payment_days": "40000"}, "less than or equal to 365"),
        ({"min_visitor_words": "40000"}, "less than or equal to 1000"),
        ({"valid_from": "0026-10-01"}, "2000-01-01"),
        ({"valid_to": "9999-12-31"}, "2099-12-31"),
        (
            {"tier_1_first": "9", "tier_1_price": "1", "tier_2_first": "5", "tier_2_price": "1"},
            "each after the last",
        ),
    ],
)
def test_terms_that_make_no_sense_are_refused(office, owner, changes, problem):
    answer = owner.post(of_brand(office, "contracts"), terms(**changes))

    assert problem in words(answer)
    with office.scope():
        assert contracts_of(office.brand) == []
