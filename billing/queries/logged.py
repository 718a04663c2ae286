"""A month as the event log has it, made anew without looking at facts or ledger."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from billing.evidence import as_stored, chat_source, measures, surcharge_of
from billing.models import Contract
from billing.queries.contracts import contracts_of, valid_on
from conversations.models import Conversation
from reports.billable import Terms, judge, why_not
from reports.facts import ChatFacts, chats_in
from reports.queries.chats import logs_of
from tenants.hours import Timetable
from tenants.models import Brand
from tenants.queries import timetable_of

BATCH = 500


@dataclass(frozen=True)
class LoggedChat:
    """A chat as its events say, and what its contract makes of it."""

    source: str
    facts: ChatFacts
    evidence: Mapping[str, Any]
    contract: Contract | None
    # None: it costs nothing.
    price: Decimal | None
    surcharge: Decimal
    # The first rule that failed, or nothing.
    why_not: str


def logged_chats(
    brand: Brand, since: datetime, until: datetime, also: Iterable[UUID] = ()
) -> dict[str, LoggedChat]:
    """Every chat of conversations that touch a time, and of those named, by its source."""
    touched = Q(opened_at__lt=until) & (Q(closed_at__gte=since) | Q(closed_at__isnull=True))
    rows = Conversation.objects.filter(touched | Q(uuid__in=list(also)), brand=brand)
    contracts, timetable = contracts_of(brand), timetable_of(brand)
    return {
        chat.source: chat
        for batch in _batches(rows.order_by("pk").iterator(BATCH))
        for chat in _chats(batch, contracts, timetable)
    }


def _chats(
    conversations: list[Conversation], contracts: list[Contract], timetable: Timetable
) -> Iterator[LoggedChat]:
    logs = logs_of(conversations)
    for conversation in conversations:
        for facts in chats_in(logs[conversation.pk], timetable):
            yield _chat(conversation.uuid, facts, contracts, timetable)


def _chat(
    conversation: UUID, facts: ChatFacts, contracts: list[Contract], timetable: Timetable
) -> LoggedChat:
    zone: ZoneInfo = timetable.current.zone
    contract = valid_on(contracts, facts.counted_at.astimezone(zone).date())
    words = contract.min_visitor_words if contract else 1
    failed = why_not(judge(facts, Terms(min_visitor_words=words)))
    price = contract.chat_price if contract and not failed else None
    rules = [rule._asdict() for rule in facts.rules]
    return LoggedChat(
        source=chat_source(conversation, facts.first_seq),
        facts=facts,
        evidence=as_stored(measures(facts, conversation, rules)),
        contract=contract,
        price=price,
        surcharge=_surcharge(contract, price, timetable, facts.counted_at),
        why_not=failed or ("" if price is not None else "no_contract"),
    )


def _surcharge(
    contract: Contract | None, price: Decimal | None, timetable: Timetable, at: datetime
) -> Decimal:
    if contract is None or price is None:
        return Decimal(0)
    return surcharge_of(contract, timetable, at)


def _batches(rows: Iterable[Conversation]) -> Iterator[list[Conversation]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
