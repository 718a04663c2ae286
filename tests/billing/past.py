"""A brand's past for bills: chats through the log's bulk door and its facts, leads, contracts."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.timezone import now

from billing.actions.contracts import agree_contract, set_party
from billing.models import Charge, Contract, Invoice, LineCharge
from conversations.actions.past import PastChat, record_past
from conversations.models import By, Conversation, Event, Kind, Visitor
from leads.models import Dispute, Lead
from reports.actions.facts import derive_facts
from tenants.models import Brand
from tests.factories import Office

ZONE = ZoneInfo("Europe/Bratislava")
FAR_WEST = ZoneInfo("Pacific/Honolulu")
SELLER = {
    "legal_name": "Halo Agentúra s. r. o.",
    "street": "Hlavná 1",
    "city": "Bratislava",
    "postcode": "811 01",
    "country": "SK",
    "company_id": "36421928",
    "tax_id": "2022749619",
    "vat_id": "SK2022749619",
    "iban": "SK3112000000198742637541",
    "email": "faktury@halo.example",
    "language": "sk",
}
BUYER = SELLER | {
    "legal_name": "Studio Nova s. r. o.",
    "tax_id": "2020317068",
    "vat_id": "SK2020317068",
    "language": "en",
}
OCTOBER = date(2026, 10, 1)


def at(text: str) -> datetime:
    """A moment on the wall clock of the brand: ``at("2026-10-31 23:59")``."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def agree(office: Office, brand: Brand | None = None, **terms: Any) -> Contract:
    """A contract since the beginning of October, and parties for its invoices."""
    brand = brand or office.brand
    set_party(office.agency, None, by=None, **SELLER)
    set_party(office.agency, brand, by=None, **BUYER)
    defaults: dict[str, Any] = {"valid_from": OCTOBER, "chat_price": Decimal("1.5500")}
    return agree_contract(brand, by=None, **(defaults | terms))


def chat(
    office: Office,
    begins: datetime,
    *,
    brand: Brand | None = None,
    outcome: str = "solved",
    answer_after: float = 20,
    body: str = "Máte ju skladom?",
) -> PastChat:
    """A visitor asks, the first agent answers and closes."""
    brand = brand or office.brand
    agent = office.agent
    visitor = Visitor(agency_id=brand.agency_id, brand=brand)
    conversation = Conversation(agency_id=brand.agency_id, brand=brand, visitor=visitor)
    answered = begins + timedelta(seconds=answer_after)
    card = {"agent": {"id": str(agent.uuid), "name": agent.name, "photo": ""}}

    def event(at: datetime, kind: Kind, by: By, text: str = "", data: Any = None) -> Event:
        uuid = {By.VISITOR: visitor.uuid, By.AGENT: agent.uuid}.get(by, BY_NOBODY)
        return Event(kind=kind, by_kind=by, by_uuid=uuid, body=text, data=data, at=at)

    events = [
        event(begins, Kind.STARTED, By.VISITOR),
        event(begins, Kind.MESSAGE, By.VISITOR, body),
        event(begins, Kind.ASSIGNED, By.SYSTEM, data=card),
        event(answered, Kind.ACCEPTED, By.AGENT),
        event(answered, Kind.MESSAGE, By.AGENT, "Áno, šesť kusov."),
        event(answered, Kind.CLOSED, By.AGENT, data={"outcome": outcome}),
    ]
    return PastChat(visitor, conversation, events)


def record(chats: Iterable[PastChat]) -> list[Conversation]:
    """Store them and derive their facts, as the product does."""
    rows = list(chats)
    record_past(rows)
    conversations = [row.conversation for row in rows]
    derive_facts(conversations)
    return conversations


def have_chats(office: Office, count: int, first: datetime, **fields: Any) -> list[Conversation]:
    """So many chats, a minute apart."""
    return record(
        chat(office, first + timedelta(minutes=number), **fields) for number in range(count)
    )


def have_lead(office: Office, captured_at: datetime, **fields: Any) -> Lead:
    """A qualified lead that its brand has."""
    (conversation,) = have_chats(office, 1, captured_at, outcome="no_intent")
    defaults: dict[str, Any] = {"is_qualified": True, "delivered_at": captured_at}
    return Lead.objects.create(
        agency_id=office.agency.pk,
        brand=office.brand,
        conversation=conversation,
        agent=office.agent,
        captured_at=captured_at,
        name="Ján Novák",
        phone="+421905123456",
        **(defaults | fields),
    )


def win_dispute(lead: Lead, answered_at: datetime) -> Dispute:
    """The agency accepts that the lead was none."""
    return Dispute.objects.create(
        agency_id=lead.agency_id,
        brand_id=lead.brand_id,
        lead=lead,
        reason="duplicate",
        opened_at=answered_at,
        due_at=answered_at,
        answered_at=answered_at,
        status="accepted",
    )


def running_month(brand: Brand) -> date:
    """The first day of a month in which a chat has had the time to settle.

    In the first hour of one, the brand is moved to where it is not over yet.
    """
    here = now().astimezone(ZONE)
    zone = ZONE if (here - timedelta(hours=1)).month == here.month else FAR_WEST
    brand.time_zone = zone.key
    brand.save(update_fields=["time_zone"])
    return now().astimezone(zone).date().replace(day=1)


def ledger(**only: Any) -> list[tuple[str, str]]:
    """Kinds and amounts of the charges, as they stand."""
    rows = Charge.objects.filter(**only).order_by("occurred_at", "pk")
    return [(row.kind, f"{row.amount.normalize():f}") for row in rows]


def lines_of(invoice: Invoice | None) -> list[tuple[str, str]]:
    assert invoice is not None
    return [(line.kind, f"{line.amount:.2f}") for line in invoice.lines.all()]


def charged_on(invoice: Invoice) -> Decimal:
    rows = LineCharge.objects.filter(line__invoice=invoice).select_related("charge")
    return sum((row.charge.amount for row in rows), Decimal(0))


BY_NOBODY = "00000000-0000-0000-0000-000000000000"
