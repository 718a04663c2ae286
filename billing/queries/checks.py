"""Does the ledger say what the facts say?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTextTransform

from billing.evidence import chat_source
from billing.models import Charge, ChargeKind, Contract
from billing.queries.contracts import contracts_of, valid_on
from billing.queries.due import charges_of_chat, chats_due
from billing.rating import bounds_of
from reports.models import ChatFact
from reports.queries.chats import settled_facts
from tenants.hours import start_of_day
from tenants.models import Brand


@dataclass(frozen=True)
class Mismatch:
    """A chat without its charge, or a charge without its chat."""

    problem: str
    source: str

    def __str__(self) -> str:
        return f"{self.problem}: {self.source}"


def mismatches(brand: Brand) -> Iterator[Mismatch]:
    for fact in uncharged_facts(brand):
        source = chat_source(fact.conversation.uuid, fact.first_seq)
        yield Mismatch("handled chat without a charge", source)
    for charge in unfounded_charges(brand):
        yield Mismatch("charge without a handled chat", charge.source)


def uncharged_facts(brand: Brand) -> Iterator[ChatFact]:
    """Chats that a contract makes the brand pay for, and nobody has charged."""
    contracts = [one for one in contracts_of(brand) if one.chat_price is not None]
    if not contracts:
        return
    begun = start_of_day(contracts[0].valid_from, ZoneInfo(brand.time_zone))
    for fact in chats_due(brand, begun).select_related("conversation"):
        if _is_agreed(fact, contracts):
            yield fact


def unfounded_charges(brand: Brand) -> QuerySet[Charge]:
    """Charges of chats that are not handled, or not what they were when they were charged."""
    same = ChatFact.objects.filter(
        brand_id=OuterRef("brand_id"),
        conversation__uuid=OuterRef("about"),
        first_seq=OuterRef("first_seq"),
        is_billable=True,
        transcript_hash=OuterRef("hash"),
    )
    charged = Charge.objects.filter(
        brand=brand, kind=ChargeKind.CHAT, reversals__isnull=True
    ).annotate(hash=KeyTextTransform("transcript_hash", "evidence"))
    return charged.exclude(Exists(same)).order_by("occurred_at")


def _is_agreed(fact: ChatFact, contracts: list[Contract]) -> bool:
    contract = valid_on(contracts, fact.day)
    return contract is not None and fact.visitor_words >= contract.min_visitor_words


@dataclass(frozen=True)
class NotCharged:
    """The chats of a month that cost nothing, and why."""

    # By the first rule that failed, or the outcome where that is the reason.
    reasons: dict[str, int]
    facts: QuerySet[ChatFact]

    @property
    def count(self) -> int:
        return sum(self.reasons.values())


def not_charged(brand: Brand, month: date) -> NotCharged:
    since, until = bounds_of(month, ZoneInfo(brand.time_zone))
    free = settled_facts(brand, since, until).exclude(Exists(charges_of_chat()))
    free = free.annotate(is_too_short=Exists(_contracts_that_ask_for_more()))
    columns = free.order_by().values_list("why_not", "outcome", "is_too_short")
    reasons: dict[str, int] = {}
    for why_not, outcome, is_too_short, count in columns.annotate(count=Count("pk")):
        reason = reason_of(why_not, outcome, is_too_short)
        reasons[reason] = reasons.get(reason, 0) + count
    return NotCharged(reasons, free.select_related("conversation"))


def reason_of(why_not: str, outcome: str, is_too_short: bool) -> str:
    """The outcome says more than the rule about outcomes; no rule failed: no contract."""
    if outcome != "handled":
        return outcome
    return why_not or ("visitor_words" if is_too_short else "no_contract")


def _contracts_that_ask_for_more() -> QuerySet[Contract]:
    """Inside a query of facts: the contract of the chat's day, where it wants more words."""
    is_valid = Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("day"))
    return Contract.objects.filter(
        is_valid,
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        valid_from__lte=OuterRef("day"),
        chat_price__isnull=False,
        min_visitor_words__gt=OuterRef("visitor_words"),
    )
