"""Rule set version 1, rule by rule."""

from dataclasses import replace
from itertools import product
from uuid import UUID

import pytest
from django.utils.translation import override

from leads.models import Category
from leads.models.forms import excluded_by_default
from leads.rules import (
    IN_SCOPE,
    OUT_OF_SCOPE,
    RULES_VERSION,
    Candidate,
    Terms,
    as_json,
    explain,
    is_qualified,
    judge,
)

GOOD = Candidate("Anna", "+421905123456", "anna@firma.sk", "Chce ponuku.")
TERMS = Terms(countries=["SK", "CZ"], excluded=["job_seeker", "supplier", "existing_contract"])
RULES = ["contact", "intent", "scope", "area", "duplicate", "excluded"]


def failed(candidate: Candidate, terms: Terms = TERMS) -> list[str]:
    return [one.rule for one in judge(candidate, terms) if not one.passed]


def test_a_good_lead_passes_every_rule_and_each_result_is_kept():
    results = judge(GOOD, TERMS)

    assert is_qualified(results)
    assert as_json(results) == [
        {"rule": "contact", "passed": True, "detail": "phone email"},
        {"rule": "intent", "passed": True, "detail": ""},
        {"rule": "scope", "passed": True, "detail": "interest"},
        {"rule": "area", "passed": True, "detail": "SK"},
        {"rule": "duplicate", "passed": True, "detail": ""},
        {"rule": "excluded", "passed": True, "detail": "interest"},
    ]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"name": ""}, ["contact"]),
        ({"name": "123"}, ["contact"]),
        ({"phone": "", "email": ""}, ["contact"]),
        ({"phone": "0905 123 456", "email": ""}, ["contact"]),
        ({"phone": "", "email": "anna@"}, ["contact"]),
        ({"phone": ""}, []),
        ({"email": ""}, []),
        ({"request": ""}, ["intent"]),
        ({"request": "?!"}, ["intent"]),
        ({"category": "out_of_scope"}, ["scope"]),
        ({"phone": "+38641123456"}, ["area"]),
        ({"duplicate_of": UUID(int=1)}, ["duplicate"]),
        ({"category": "job_seeker"}, ["excluded"]),
        ({"name": "", "request": "", "category": "supplier"}, ["contact", "intent", "excluded"]),
    ],
)
def test_each_rule_fails_alone(change, rules):
    assert failed(replace(GOOD, **change)) == rules


def test_what_decided_is_named():
    candidate = replace(GOOD, phone="+38641123456", duplicate_of=UUID(int=1))
    details = {one.rule: one.detail for one in judge(candidate, TERMS)}

    assert (details["area"], details["duplicate"]) == ("SI", str(UUID(int=1)))


def test_a_brand_without_limits_takes_every_country_and_kind():
    candidate = replace(GOOD, phone="+38641123456", category="job_seeker")

    assert failed(candidate, Terms()) == []


def test_every_result_can_be_put_into_words():
    for language in ("en", "sk"):
        with override(language):
            texts = {explain(rule, passed) for rule, passed in product(RULES, (True, False))}
            assert len(texts) == 12


def test_the_words_of_rules_and_rows_are_the_same():
    assert RULES_VERSION == 1
    assert {IN_SCOPE, OUT_OF_SCOPE} <= set(Category.values)
    assert set(excluded_by_default()) <= set(Category.values)
    assert [one.rule for one in judge(GOOD, TERMS)] == RULES
