"""Finding leads, their disputes and what is due, inside the active scope."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any
from uuid import UUID

from babel.numbers import get_territory_currencies
from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from conversations.models import By, Conversation, Event, Kind
from leads.deadlines import end_of_days
from leads.models import (
    CREDITED,
    Delivery,
    DeliveryStatus,
    Destination,
    Dispute,
    DisputeStatus,
    Lead,
    LeadForm,
    LeadStatus,
)
from leads.recognise import Contact, contacts_in, home_region
from tenants.errors import NotFound
from tenants.models import Brand

MAX_DUPLICATES = 5
# What recognition reads of a very long chat, from its end: what is almost an address takes long.
MAX_MESSAGES = 500
MAX_CHARACTERS = 10_000


def lead_form(brand: Brand) -> LeadForm:
    """The brand's form; the defaults, unsaved, for a brand that has none."""
    form = LeadForm.objects.filter(brand=brand).first()
    return form or LeadForm(agency_id=brand.agency_id, brand=brand)


def region_of(brand: Brand, form: LeadForm) -> str:
    """The country whose numbers need no prefix."""
    return form.countries[0] if form.countries else home_region(brand.time_zone, brand.language)


def currency_of(brand: Brand, form: LeadForm) -> str:
    """What is paid with where the brand is."""
    region = region_of(brand, form)
    return next(iter(get_territory_currencies(region)), "EUR") if region else "EUR"


def leads() -> QuerySet[Lead]:
    """Leads with what their lists and pages show."""
    return Lead.objects.select_related("brand", "conversation", "agent", "duplicate_of")


def visible_lead(uuid: UUID | str) -> Lead:
    lead = leads().filter(uuid=uuid).first()
    if lead is None:
        raise NotFound
    return lead


def lead_of(conversation: Conversation) -> Lead | None:
    return leads().filter(conversation=conversation).first()


def leads_in(
    brand: Brand | None = None, since: datetime | None = None, until: datetime | None = None
) -> QuerySet[Lead]:
    """Leads captured in a time, the latest first; the end is not part of it."""
    rows = leads().order_by("-captured_at", "-pk")
    if brand is not None:
        rows = rows.filter(brand=brand)
    if since is not None:
        rows = rows.filter(captured_at__gte=since)
    if until is not None:
        rows = rows.filter(captured_at__lt=until)
    return rows


def same_person(brand_id: int, phones: Iterable[str], emails: Iterable[str]) -> QuerySet[Lead]:
    """The brand's leads with one of these numbers or addresses, the latest first."""
    phone = Q(phone__in=[one for one in phones if one])
    email = Q(email__in=[one for one in emails if one])
    rows = Lead.objects.filter(phone | email, brand_id=brand_id)
    return rows.order_by("-captured_at", "-pk")


@dataclass(frozen=True)
class Duplicate:
    lead: Lead
    # phone or email: what they have in common.
    by: str


def duplicates_of(
    brand_id: int, phones: set[str], emails: set[str], *, but: Lead | None = None
) -> list[Duplicate]:
    """Earlier leads of the same person, for the agent to see."""
    rows = same_person(brand_id, phones, emails)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    return [
        Duplicate(lead, "phone" if lead.phone in phones else "email")
        for lead in rows[:MAX_DUPLICATES]
    ]


def earlier_lead(
    brand_id: int, phone: str, email: str, *, at: datetime, days: int, but: Lead | None = None
) -> Lead | None:
    """The qualified lead of the same person within ``days`` before ``at``."""
    since = at - timedelta(days=days)
    rows = same_person(brand_id, [phone], [email]).filter(
        is_qualified=True, captured_at__gt=since, captured_at__lte=at
    )
    return (rows.exclude(pk=but.pk) if but else rows).first()


def said_contacts(conversation: Conversation, region: str) -> list[Contact]:
    """What the visitor wrote that is a phone number or an e-mail address, each once."""
    bodies = (
        Event.objects.filter(conversation=conversation, kind=Kind.MESSAGE, by_kind=By.VISITOR)
        .order_by("-seq")
        .values_list("body", flat=True)[:MAX_MESSAGES]
    )
    lengths = accumulate(len(body) for body in bodies)
    read = [body for body, length in zip(bodies, lengths, strict=True) if length <= MAX_CHARACTERS]
    found = (one for body in reversed(read) for one in contacts_in(body, region))
    return list({(one.kind, one.value): one for one in found}.values())


def was_captured(conversation: Conversation, client_id: UUID) -> bool:
    events = Event.objects.filter(conversation=conversation, kind=Kind.LEAD, client_id=client_id)
    return events.exists()


def lead_counts(brand: Brand | None, since: datetime, until: datetime) -> dict[str, Any]:
    """How many leads there were in a time, and what became of them."""
    return leads_in(brand, since, until).aggregate(
        leads=Count("pk"),
        qualified=Count("pk", filter=Q(is_qualified=True)),
        **{name: Count("pk", filter=Q(status=name)) for name in LeadStatus.values},
    )


def deliveries_of(lead: Lead) -> QuerySet[Delivery]:
    rows = Delivery.objects.filter(lead=lead).select_related("destination")
    return rows.order_by("-created_at", "-pk")


def leads_at_hand() -> QuerySet[Lead]:
    """New leads that are on their way nowhere, or no more, and can be corrected no more."""
    on_its_way = Delivery.objects.filter(lead=OuterRef("pk"), status=DeliveryStatus.PENDING)
    return Lead.objects.filter(
        ~Exists(on_its_way), status=LeadStatus.NEW, captured_at__lte=Now() - settings.LEAD_HOLD
    )


def overdue_disputes() -> QuerySet[Dispute]:
    return Dispute.objects.filter(status=DisputeStatus.OPEN, due_at__lte=Now())


def destinations_of(brand: Brand) -> QuerySet[Destination]:
    return Destination.objects.filter(brand=brand).order_by("kind", "address")


def visible_destination(uuid: UUID | str) -> Destination:
    row = Destination.objects.select_related("brand").filter(uuid=uuid).first()
    if row is None:
        raise NotFound
    return row


def disputes() -> QuerySet[Dispute]:
    return Dispute.objects.select_related(
        "brand", "lead__brand", "lead__agent", "lead__conversation", "lead__duplicate_of"
    ).order_by("-opened_at", "-pk")


def visible_dispute(uuid: UUID | str) -> Dispute:
    dispute = disputes().filter(uuid=uuid).first()
    if dispute is None:
        raise NotFound
    return dispute


def last_dispute(lead: Lead) -> Dispute | None:
    return disputes().filter(lead=lead).order_by("-level").first()


def last_disputes(rows: Iterable[Lead]) -> dict[int, Dispute]:
    """The last dispute of each lead that has one."""
    found = Dispute.objects.filter(lead__in=list(rows)).order_by("level")
    return {dispute.lead_id: dispute for dispute in found}


def disputes_to_credit() -> QuerySet[Dispute]:
    """Disputes whose lead is given back to the client: at most one of each lead."""
    return disputes().filter(status__in=CREDITED)


def dispute_until(lead: Lead, form: LeadForm, last: Dispute | None) -> datetime | None:
    """When the time to object ends; None before it has begun."""
    since = last.answered_at if last else lead.delivered_at
    if since is None:
        return None
    return end_of_days(since, form.dispute_days, lead.brand.time_zone)


def may_dispute(lead: Lead, form: LeadForm, last: Dispute | None, at: datetime) -> bool:
    """Charged leads, in time; after a refusal once more."""
    if not lead.is_qualified:
        return False
    if last is not None and (last.level > 1 or last.status != DisputeStatus.REFUSED):
        return False
    until = dispute_until(lead, form, last)
    return until is None or at < until


def dispute_counts(
    brand: Brand | None, since: datetime, until: datetime
) -> dict[str, list[dict[str, Any]]]:
    """Disputed leads of a time by reason and by the agent who captured them.

    Each row counts leads: how many were disputed, credited, refused, and wait.
    """
    rows = Dispute.objects.filter(opened_at__gte=since, opened_at__lt=until)
    if brand is not None:
        rows = rows.filter(brand=brand)
    return {
        "reasons": _counted(rows, "reason"),
        "agents": _counted(rows, "lead__agent", name=Max("lead__agent__name")),
    }


def _counted(rows: QuerySet[Dispute], key: str, **more: Any) -> list[dict[str, Any]]:
    leads_with = {
        "disputed": Q(),
        "credited": Q(status__in=CREDITED),
        "refused": Q(status=DisputeStatus.REFUSED),
        "open": Q(status=DisputeStatus.OPEN),
    }
    counts: dict[str, Any] = {
        name: Count("lead", filter=condition, distinct=True)
        for name, condition in leads_with.items()
    }
    return list(rows.values(key).annotate(**counts, **more).order_by("-disputed", key))
