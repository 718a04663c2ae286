"""What proves a charge: kept with it, so that anybody can compare it with the log."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from billing.models import Contract
from billing.rating import Terms, surcharge_price
from leads.models import Dispute, Lead
from reports.models import ChatFact
from tenants.hours import Hours, Timetable


def chat_source(conversation: object, first_seq: int) -> str:
    """The name of a chat in the ledger: its conversation, and the event it begins with."""
    return f"{conversation}:{first_seq}"


def chat_evidence(fact: ChatFact) -> dict[str, Any]:
    return {
        "conversation": fact.conversation.uuid,
        "first_seq": fact.first_seq,
        "last_seq": fact.last_seq,
        "opened_at": fact.opened_at,
        "clock_start": fact.clock_start,
        "ended_at": fact.ended_at,
        "outcome": fact.outcome,
        "first_response": seconds(fact.first_response),
        "longest_wait": seconds(fact.longest_wait),
        "agent": fact.agent.name if fact.agent else "",
        "visitor_messages": fact.visitor_messages,
        "agent_messages": fact.agent_messages,
        "rules": fact.rules,
        "transcript_hash": fact.transcript_hash,
        "facts_version": fact.version,
    }


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


def standard_hours(contract: Contract, timetable: Timetable, at: Any) -> Hours:
    """The hours outside which a chat costs more: the contract's own, or those promised then."""
    promised = timetable.at(at)
    if not contract.standard_hours:
        return promised
    return Hours.parse(contract.standard_hours, promised.zone.key)


def surcharge_of(contract: Contract, timetable: Timetable, at: Any) -> Decimal:
    """What a chat that began then costs more; zero inside the standard hours."""
    terms: Terms = contract.terms
    price = surcharge_price(terms)
    if not price or standard_hours(contract, timetable, at).is_open(at):
        return Decimal(0)
    return price
