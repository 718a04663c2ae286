"""Who stands on the invoices, as the office writes it down."""

import pytest

from billing.models import Party
from billing.queries.contracts import party_of
from tenants.models import Brand
from tests.billing.past import BUYER
from tests.billing.test_office_pages import of_brand, page, words


def stored(brand: Brand | None) -> Party:
    party = party_of(brand)
    assert party is not None
    return party


def details(**changes: str) -> dict[str, str]:
    return {"company_id": "", "tax_id": "", "register_entry": "", "iban": ""} | BUYER | changes


def test_billing_details_are_kept_without_their_spaces(office, owner):
    given = details(vat_id=" sk 2020317068", iban="SK31 1200 0000 1987 4263 7541")

    assert owner.post(of_brand(office, "billing"), given).status_code == 302

    with office.scope():
        party = stored(office.brand)
    assert (party.vat_id, party.iban) == ("SK2020317068", "SK3112000000198742637541")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"vat_id": "SK2020317069"}, "This is no VAT ID of the country."),
        ({"vat_id": "SI99990008"}, "This is no VAT ID of the country."),
        ({"iban": "SK3112000000198742637542"}, "This is no IBAN."),
        ({"country": "XX"}, "Select a valid choice."),
        # Known to browsers, and no country of an electronic invoice.
        ({"country": "IC"}, "Select a valid choice."),
    ],
)
def test_details_that_cannot_be_right_are_not_kept(office, owner, changes, problem):
    answer = owner.post(of_brand(office, "billing"), details(**changes))

    assert problem in words(answer)
    with office.scope():
        assert party_of(office.brand) is None


def test_the_agency_has_details_of_its_own(office, owner):
    owner.post("/office/billing/", details(legal_name="Halo Agentúra s. r. o."))

    with office.scope():
        assert stored(None).legal_name == "Halo Agentúra s. r. o."
    assert "Halo Agentúra s. r. o." in page(owner, "/office/billing/")


def test_signs_that_no_document_may_have_are_left_out(office, owner):
    given = details(legal_name="Halo\x0bAgentúra\x01  s. r. o.\uffff", street="Hlavná\t1\x1f")

    owner.post(of_brand(office, "billing"), given)

    with office.scope():
        party = stored(office.brand)
    assert (party.legal_name, party.street) == ("Halo Agentúra s. r. o.", "Hlavná 1")
