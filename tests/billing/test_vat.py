"""Which VAT is charged, to whom, in whose words."""

from datetime import date
from decimal import Decimal

import pytest

from billing.errors import VatRateUnknown, WrongCurrency, WrongVatId
from billing.queries.contracts import vat_rates
from billing.vat import VatDecision, check_currency, decide
from tests.billing.papers import CASES, RATES, SK, SMALL, SUPPLIED, company


@pytest.mark.parametrize("case", CASES)
def test_every_case_has_its_category_and_rate(case: str):
    seller, buyer, category, rate = CASES[case]

    decision = decide(seller, buyer, SUPPLIED, RATES)

    assert (decision.category, decision.rate) == (category, Decimal(rate))


def test_the_reason_is_said_as_the_buyer_reads_it_and_as_the_sellers_law_has_it():
    to_slovenia = decide(SK, company("SI", "SI99990008", "sl"), SUPPLIED, RATES)
    to_czechia = decide(SK, company("CZ", "CZ09990003", "cs"), SUPPLIED, RATES)
    at_home = decide(SMALL, company("SK", "", "sk"), SUPPLIED, RATES)

    assert to_slovenia.code == "VATEX-EU-AE"
    assert to_slovenia.note == "Obrnjena davčna obveznost / Prenesenie daňovej povinnosti"
    assert to_czechia.note == "Daň odvede zákazník / Prenesenie daňovej povinnosti"
    assert at_home.note == "Dodávateľ nie je platiteľom DPH"


def test_a_standard_rate_needs_no_reason():
    decision = decide(SK, company("SK", "SK2020317068", "sk"), SUPPLIED, RATES)

    assert decision == VatDecision("S", Decimal("23.00"))


@pytest.mark.parametrize(
    ("country", "vat_id"),
    [("SI", "SI99990009"), ("SI", "SK2020317068"), ("SI", "si99990008"), ("CZ", "09990003")],
)
def test_a_vat_id_that_cannot_be_one_is_refused(country: str, vat_id: str):
    with pytest.raises(WrongVatId, match=vat_id):
        decide(SK, company(country, vat_id), SUPPLIED, RATES)


def test_a_number_from_outside_the_union_is_taken_as_it_is():
    decision = decide(SK, company("GB", "GB999999973"), SUPPLIED, RATES)

    assert (decision.category, decision.code) == ("O", "VATEX-EU-O")


@pytest.mark.parametrize(("country", "vat_id"), [("FR", "FR40303265045"), ("CH", "CHE107787577")])
def test_a_state_without_a_known_rate_is_refused(country: str, vat_id: str):
    """Also one outside the union: at home it has a tax of its own."""
    one = company(country, vat_id, "en")

    with pytest.raises(VatRateUnknown, match=country):
        decide(one, one, SUPPLIED, RATES)


def test_vat_is_stated_in_the_sellers_own_currency():
    charged, free = VatDecision("S", Decimal(23)), VatDecision("AE", Decimal(0))

    check_currency(charged, SK, "EUR")
    check_currency(free, SK, "CZK")
    with pytest.raises(WrongCurrency, match="EUR"):
        check_currency(charged, SK, "CZK")


def test_rates_change_with_the_day(db):
    before, after = vat_rates(date(2024, 12, 31)), vat_rates(date(2025, 1, 1))

    assert (before["SK"], after["SK"]) == (Decimal("20.00"), Decimal("23.00"))
    assert {country: after[country] for country in RATES} == RATES
