"""Into the ledger: chats, leads, and what clients are given back. Each once, whoever asks.

What is charged is asked for, not told: a job that was lost, repeated or killed half-way
leaves nothing out and doubles nothing. The natural key of a charge decides.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from billing.actions.locking import lock_money
from billing.evidence import (
    chat_evidence,
    chat_source,
    dispute_evidence,
    lead_evidence,
    surcharge_of,
)
from billing.models import Charge, ChargeKind, Contract
from billing.queries.contracts import contracts_of, valid_on
from billing.queries.due import chats_due, credits_due, leads_due
from leads.models import Dispute, Lead
from reports.models import ChatFact
from tenants.hours import Timetable
from tenants.models import Brand
from tenants.queries import timetable_of

# Chats that are held in memory at a time.
BATCH = 500


def charge_brand(brand: Brand, *, since: datetime | None = None) -> int:
    """Charge what the brand owes until now. Answers how many rows were due."""
    # The contracts stay as they are read here until the rows that they price are stored.
    lock_money(brand)
    return charge_chats(brand, since=since) + charge_leads(brand) + credit_disputes(brand)


def charge_chats(brand: Brand, *, since: datetime | None = None) -> int:
    """Charge handled chats, those settled after ``since`` only when it is given."""
    contracts = [one for one in contracts_of(brand) if one.chat_price is not None]
    if not contracts:
        return 0
    timetable = timetable_of(brand)
    begun = _first_instant(contracts, brand)
    facts = chats_due(brand, begun, settled_since=since).select_related("conversation", "agent")
    count = 0
    for batch in _batches(facts.iterator(BATCH)):
        # A chat and its surcharge in one transaction: only the chat is looked for again.
        rows = [row for fact in batch for row in _chat_charges(fact, contracts, timetable)]
        count += _write(rows)
    return count


def charge_leads(brand: Brand) -> int:
    contracts = [one for one in contracts_of(brand) if one.lead_price is not None]
    if not contracts:
        return 0
    due = leads_due(brand.pk).filter(captured_at__gte=_first_instant(contracts, brand))
    rows = list(due.select_related("conversation", "agent"))
    charges = [charge for lead in rows for charge in _lead_charges(lead, contracts, brand)]
    return _write(charges)


def credit_disputes(brand: Brand) -> int:
    """Take back the charges of leads that the client has rightly objected to."""
    disputes = list(credits_due(brand.pk))
    sources = [str(dispute.lead.uuid) for dispute in disputes]
    charged = Charge.objects.filter(brand=brand, kind=ChargeKind.LEAD, source__in=sources)
    by_lead = {charge.source: charge for charge in charged}
    return _write([_credit(by_lead[str(dispute.lead.uuid)], dispute) for dispute in disputes])


def reversal(charge: Charge, *, occurred_at: datetime, evidence: dict[str, object]) -> Charge:
    """The row that takes a charge back. One charge has at most one."""
    return Charge(
        agency_id=charge.agency_id,
        brand_id=charge.brand_id,
        contract_id=charge.contract_id,
        kind=ChargeKind.CREDIT,
        source=f"charge:{charge.uuid}",
        rule_version=charge.rule_version,
        quantity=-charge.quantity,
        unit_price=charge.unit_price,
        amount=-charge.amount,
        currency=charge.currency,
        price=charge.price,
        evidence=evidence | {"takes_back": charge.kind, "source": charge.source},
        occurred_at=occurred_at,
        reverses=charge,
    )


def _credit(charge: Charge, dispute: Dispute) -> Charge:
    occurred_at = dispute.answered_at or dispute.opened_at
    return reversal(charge, occurred_at=occurred_at, evidence=dispute_evidence(dispute))


def _chat_charges(
    fact: ChatFact, contracts: Sequence[Contract], timetable: Timetable
) -> Iterator[Charge]:
    """A chat's charge, and the surcharge of its hour."""
    zone = timetable.current.zone
    contract = valid_on(contracts, _local_day(fact.counted_at, zone))
    if contract is None or fact.visitor_words < contract.min_visitor_words:
        return
    evidence = chat_evidence(fact)
    prices = {
        ChargeKind.CHAT: contract.chat_price or Decimal(0),
        ChargeKind.SURCHARGE: surcharge_of(contract, timetable, fact.counted_at),
    }
    for kind, price in prices.items():
        if price or kind == ChargeKind.CHAT:
            yield _charge(
                contract,
                kind,
                price,
                source=chat_source(fact.conversation.uuid, fact.first_seq),
                about=fact.conversation.uuid,
                first_seq=fact.first_seq,
                evidence=evidence,
                occurred_at=fact.counted_at,
            )


def _lead_charges(lead: Lead, contracts: Sequence[Contract], brand: Brand) -> Iterator[Charge]:
    contract = valid_on(contracts, _local_day(lead.captured_at, ZoneInfo(brand.time_zone)))
    if contract is None:
        return
    yield _charge(
        contract,
        ChargeKind.LEAD,
        contract.lead_price or Decimal(0),
        source=str(lead.uuid),
        about=lead.uuid,
        evidence=lead_evidence(lead),
        occurred_at=lead.captured_at,
    )


def _charge(contract: Contract, kind: ChargeKind, price: Decimal, **about: Any) -> Charge:
    return Charge(
        agency_id=contract.agency_id,
        brand_id=contract.brand_id,
        contract=contract,
        kind=kind,
        rule_version=contract.rule_version,
        quantity=Decimal(1),
        unit_price=price,
        amount=price,
        currency=contract.currency,
        price={"contract": contract.version, "price": price},
        **about,
    )


def _write(charges: Sequence[Charge]) -> int:
    """Whoever comes second finds the row there, and that is all right."""
    with transaction.atomic():
        Charge.objects.bulk_create(charges, ignore_conflicts=True)
    return len(charges)


def _batches(facts: Iterable[ChatFact]) -> Iterator[list[ChatFact]]:
    rows = iter(facts)
    while batch := list(islice(rows, BATCH)):
        yield batch


def _first_instant(contracts: Sequence[Contract], brand: Brand) -> datetime:
    """Nothing older is charged. A day early: days are compared in the zone later."""
    first = min(contract.valid_from for contract in contracts)
    return datetime(first.year, first.month, first.day, tzinfo=ZoneInfo(brand.time_zone)) - (
        timedelta(days=1)
    )


def _local_day(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
