"""What a lead is for a brand, and where its leads go: said by who may say it."""

import pytest
from django.utils.translation import override

from leads import queries
from leads.actions.forms import remove_destination, save_destination, save_lead_form
from leads.form_fields import MAX_FIELDS, fields_of
from leads.models import LeadForm
from tenants.errors import Forbidden, Invalid
from tenants.models import AuditEntry, Role


def save(office, **fields):
    with office.scope():
        return save_lead_form(office.brand, member=office.members[Role.OWNER], **fields)


def test_a_brand_without_a_form_has_the_defaults(office):
    with office.scope():
        form = queries.lead_form(office.brand)
        fields = fields_of(form)

    assert [(one.key, one.required) for one in fields] == [
        ("name", True),
        ("phone", False),
        ("email", False),
        ("request", True),
        ("category", False),
    ]
    assert (form.duplicate_days, form.dispute_days, form.answer_days) == (30, 7, 5)


def test_the_fields_are_in_the_language_of_the_reader(office):
    with office.scope(), override("sk"):
        form = queries.lead_form(office.brand)
        assert fields_of(form)[2].label != "Email"


def test_a_brand_renames_requires_and_adds_but_takes_nothing_away(office):
    form = save(
        office,
        fields=[
            {"key": "name", "label": "Meno a priezvisko", "kind": "long", "required": False},
            {"key": "size", "label": "Rozmer", "kind": "text", "required": True},
        ],
    )

    fields = fields_of(form)
    assert [one.key for one in fields] == ["name", "phone", "email", "request", "size", "category"]
    assert (fields[0].label, fields[0].kind, fields[0].required) == (
        "Meno a priezvisko",
        "text",
        False,
    )


@pytest.mark.parametrize(
    "fields",
    [
        [{"key": "a b", "label": "A", "kind": "text"}],
        [{"key": "", "label": "A", "kind": "text"}],
        [{"key": "a", "label": "", "kind": "text"}],
        [{"key": "a", "label": "A", "kind": "colour"}],
        [{"key": "a", "label": "A", "kind": "choice", "options": []}],
        [{"key": "a", "label": "A", "kind": "choice", "options": ["x", " "]}],
        [{"key": "a", "label": "A"}, {"key": "a", "label": "B"}],
        [{"key": f"k{number}", "label": "A"} for number in range(MAX_FIELDS + 1)],
    ],
)
def test_a_form_that_nobody_could_fill_in_is_refused(office, fields):
    with pytest.raises(Invalid) as refusal:
        save(office, fields=fields)

    assert set(refusal.value.fields) == {"fields"}


@pytest.mark.parametrize(
    "terms", [{"countries": ["XX"]}, {"excluded": ["friend"]}, {"duplicate_days": 366}]
)
def test_terms_that_mean_nothing_are_refused(office, terms):
    with pytest.raises(Invalid) as refusal:
        save(office, **terms)

    assert set(refusal.value.fields) == set(terms)


def test_a_form_counts_its_versions_and_there_is_one_of_a_brand(office):
    save(office, countries=["SK"])
    form = save(office, countries=["CZ", "CZ"])

    assert (form.version, form.countries) == (2, ["CZ"])
    with office.scope():
        assert LeadForm.objects.count() == 1
        assert AuditEntry.objects.filter(action="lead_form.saved").count() == 2


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER])
def test_the_office_alone_says_what_a_lead_is(office, role):
    with office.scope(), pytest.raises(Forbidden):
        save_lead_form(office.brand, member=office.members[role])


def add(office, role=Role.CLIENT_MANAGER, kind="webhook", address="https://crm.firma.sk/leads"):
    with office.scope():
        return save_destination(
            None, brand=office.brand, member=office.members[role], kind=kind, address=address
        )


@pytest.mark.parametrize("role", [Role.AGENT, Role.CLIENT_VIEWER])
def test_the_manager_and_the_office_say_where_leads_go(office, role):
    destination = add(office)
    with pytest.raises(Forbidden):
        add(office, role, address="https://other.firma.sk/")
    with office.scope(), pytest.raises(Forbidden):
        remove_destination(destination, member=office.members[role])

    assert add(office, Role.SUPERVISOR, address="https://third.firma.sk/").is_active


@pytest.mark.parametrize(
    ("kind", "address"),
    [
        ("email", "sales@"),
        ("email", "https://crm.firma.sk"),
        ("webhook", "sales@firma.sk"),
        ("webhook", "https://crm.firma.sk:8000/"),
        ("post", "sales@firma.sk"),
    ],
)
def test_an_address_that_cannot_be_reached_is_refused(office, kind, address):
    with pytest.raises(Invalid) as refusal:
        add(office, kind=kind, address=address)

    assert set(refusal.value.fields) == {"address"}


def test_an_address_is_added_once_and_has_a_secret_of_its_own(office, other_office):
    first = add(office)
    with pytest.raises(Invalid):
        add(office)

    assert len(first.secret) >= 43
    assert add(other_office).secret != first.secret
    assert add(office, kind="email", address="sales@firma.sk").secret == ""


def test_an_address_that_was_turned_off_is_added_with_a_new_secret(office):
    """Who has lost the secret, or told it to somebody, gets another one."""
    first = add(office)
    with office.scope():
        remove_destination(first, member=office.members[Role.CLIENT_MANAGER])

    again = add(office)

    assert (again.pk, again.is_active) == (first.pk, True)
    assert len(again.secret) >= 43
    assert again.secret != first.secret
