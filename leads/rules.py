"""Whether a lead is one that the client pays for. Pure, with a version that a lead keeps.

A rule is asked whatever the others said, so that the client reads every result.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from leads.recognise import country_of, is_email, is_phone

RULES_VERSION = 1

IN_SCOPE = "interest"
OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True)
class Terms:
    """What a brand's form says about qualification."""

    countries: Sequence[str] = ()
    excluded: Sequence[str] = ()


@dataclass(frozen=True)
class Candidate:
    """What is known of a lead before it is judged."""

    name: str
    phone: str
    email: str
    request: str
    category: str = IN_SCOPE
    # The qualified lead of the last days with the same phone or e-mail.
    duplicate_of: UUID | None = None


@dataclass(frozen=True)
class RuleResult:
    """``detail`` is what decided: a country, a category, the id of a lead."""

    rule: str
    passed: bool
    detail: str = ""


def judge(candidate: Candidate, terms: Terms) -> list[RuleResult]:
    return [
        _contact(candidate),
        _intent(candidate),
        _scope(candidate),
        _area(candidate, terms),
        _duplicate(candidate),
        _excluded(candidate, terms),
    ]


def is_qualified(results: Sequence[RuleResult]) -> bool:
    return all(result.passed for result in results)


def as_json(results: Sequence[RuleResult]) -> list[dict[str, Any]]:
    return [asdict(result) for result in results]


def explain(rule: str, passed: bool) -> str:
    """A stored result in words."""
    texts = {
        ("contact", True): _("There is a name, and a phone number or an e-mail address."),
        ("contact", False): _("A name, or a phone number or e-mail address, is missing."),
        ("intent", True): _("It says what the person wants."),
        ("intent", False): _("It does not say what the person wants."),
        ("scope", True): _("It is about what the company offers."),
        ("scope", False): _("It is about something that the company does not offer."),
        ("area", True): _("The phone number is from the company's area."),
        ("area", False): _("The phone number is from outside the company's area."),
        ("duplicate", True): _("Nobody with this phone number or e-mail address came lately."),
        ("duplicate", False): _("The same phone number or e-mail address came lately."),
        ("excluded", True): _("It is none of the excluded kinds."),
        ("excluded", False): _("It is of an excluded kind."),
    }
    return texts[rule, passed]


def _contact(candidate: Candidate) -> RuleResult:
    ways = {"phone": is_phone(candidate.phone), "email": is_email(candidate.email)}
    found = [way for way, works in ways.items() if works]
    has_name = any(letter.isalpha() for letter in candidate.name)
    return RuleResult("contact", has_name and bool(found), " ".join(found))


def _intent(candidate: Candidate) -> RuleResult:
    return RuleResult("intent", any(letter.isalpha() for letter in candidate.request))


def _scope(candidate: Candidate) -> RuleResult:
    return RuleResult("scope", candidate.category != OUT_OF_SCOPE, candidate.category)


def _area(candidate: Candidate, terms: Terms) -> RuleResult:
    """An e-mail address has no country, so without a phone number nothing speaks against it."""
    country = country_of(candidate.phone)
    outside = bool(terms.countries) and bool(country) and country not in terms.countries
    return RuleResult("area", not outside, country)


def _duplicate(candidate: Candidate) -> RuleResult:
    earlier = candidate.duplicate_of
    return RuleResult("duplicate", earlier is None, str(earlier) if earlier else "")


def _excluded(candidate: Candidate, terms: Terms) -> RuleResult:
    return RuleResult("excluded", candidate.category not in terms.excluded, candidate.category)
