"""What proves a charge: kept with it, so that anybody can compare it with the log."""

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

from billing.models import Contract
from billing.rating import Terms, surcharge_price
from leads.models import Dispute, Lead
from reports.facts import ChatFacts
from reports.models import ChatFact
from tenants.hours import Hours, Timetable


def chat_source(conversation: object, first_seq: int) -> str:
    """The name of a chat in the ledger: its conversation, and the event it begins with."""
    return f"{conversation}:{first_seq}"


def chat_evidence(fact: ChatFact) -> dict[str, Any]:
    measured = measures(fact, fact.conversation.uuid, fact.rules)
    return measured | {"agent": fact.agent.name if fact.agent else ""}


def measures(
    chat: ChatFact | ChatFacts, conversation: UUID, rules: list[dict[str, Any]]
) -> dict[str, Any]:
    """What the log says of a chat: of the facts that are kept, or of those made anew."""
    return {
        "conversation": conversation,
        "first_seq": chat.first_seq,
        "last_seq": chat.last_seq,
        "opened_at": chat.opened_at,
        "clock_start": chat.clock_start,
        "ended_at": chat.ended_at,
        "outcome": chat.outcome,
        "first_response": seconds(chat.first_response),
        "longest_wait": seconds(chat.longest_wait),
        "visitor_messages": chat.visitor_messages,
        "agent_messages": chat.agent_messages,
        "rules": rules,
        "transcript_hash": chat.transcript_hash,
        "facts_version": chat.version,
    }


def as_stored(evidence: dict[str, Any]) -> dict[str, Any]:
    """As it comes back from its column, so that the two can be compared."""
    stored: dict[str, Any] = json.loads(json.dumps(evidence, cls=DjangoJSONEncoder))
    return stored


def lead_evidence(lead: Lead) -> dict[str, Any]:
    return {
        "lead": lead.uuid,
        "name": lead.name,
        "conversation": lead.conversation.uuid,
        "captured_at": lead.captured_at,
        "agent": lead.agent.name if lead.agent else "",
        "rules": lead.results,
        "rules_version": lead.rules_version,
    }


def dispute_evidence(dispute: Dispute) -> dict[str, Any]:
    return {
        "dispute": dispute.uuid,
        "lead": dispute.lead.uuid,
        "name": dispute.lead.name,
        "reason": dispute.reason,
        "status": dispute.status,
        "answered_at": dispute.answered_at,
    }


def seconds(duration: timedelta | None) -> Decimal | None:
    """Exact, and never a float."""
    if duration is None:
        return None
    return Decimal(duration // timedelta(microseconds=1)).scaleb(-6)


def standard_hours(contract: Contract, timetable: Timetable, at: datetime) -> Hours:
    """The hours outside which a chat costs more: the contract's own, or those promised then."""
    promised = timetable.at(at)
    if not contract.standard_hours:
        return promised
    return Hours.parse(contract.standard_hours, promised.zone.key)


def surcharge_of(contract: Contract, timetable: Timetable, at: datetime) -> Decimal:
    """What a chat that began then costs more; zero inside the standard hours."""
    terms: Terms = contract.terms
    price = surcharge_price(terms)
    if not price or standard_hours(contract, timetable, at).is_open(at):
        return Decimal(0)
    return price
