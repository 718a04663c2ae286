"""Handing leads over: deliveries are written with the lead and sent after it (tenants.outbox)."""

from django.conf import settings
from django.db import transaction

from leads.actions.pipeline import add_step
from leads.models import Delivery, DeliveryStatus, Destination, Lead, LeadStatus
from leads.queries import leads_at_hand
from tenants import outbox
from tenants.errors import Forbidden
from tenants.models import Membership, Role
from tenants.outbox import Attempt
from tenants.queries import database_time


def enqueue_deliveries(lead: Lead) -> None:
    """One for each destination, a moment after the lead, so that a slip can be corrected."""
    for destination in _locked_destinations(lead.brand_id):
        Delivery.objects.create(
            agency_id=lead.agency_id,
            brand_id=lead.brand_id,
            lead=lead,
            destination=destination,
            next_at=lead.captured_at + settings.LEAD_HOLD,
        )


@transaction.atomic
def resend_lead(lead: Lead, *, member: Membership) -> Lead:
    """Send a lead again to every destination: as a new delivery, or sooner if one is under way."""
    if not (member.in_office or member.role == Role.CLIENT_MANAGER):
        raise Forbidden
    destinations, moment = _locked_destinations(lead.brand_id), database_time()
    under_way = Delivery.objects.filter(lead=lead, status=DeliveryStatus.PENDING)
    under_way.update(next_at=moment)
    served = set(under_way.values_list("destination_id", flat=True))
    Delivery.objects.bulk_create(
        [
            Delivery(
                agency_id=lead.agency_id,
                brand_id=lead.brand_id,
                lead=lead,
                destination=destination,
                next_at=moment,
            )
            for destination in destinations
            if destination.pk not in served
        ],
        # Two who press the button at once send one.
        ignore_conflicts=True,
    )
    return lead


def _locked_destinations(brand_id: int) -> list[Destination]:
    """Where leads go. Who removes one of them meanwhile waits, and finds what is on its way."""
    rows = Destination.objects.select_for_update(of=["self"], no_key=True)
    return list(rows.filter(brand_id=brand_id, is_active=True).order_by("pk"))


def claim_delivery(delivery_id: int) -> Delivery | None:
    """A due delivery with all that its message needs; None when another worker has it."""
    whole = Delivery.objects.select_related(
        "destination", "lead__brand", "lead__conversation", "lead__agent", "lead__duplicate_of"
    )
    return outbox.claim(whole, delivery_id)


@transaction.atomic
def record_attempt(delivery: Delivery, attempt: Attempt) -> None:
    outbox.record_attempt(delivery, attempt)
    if attempt.ok:
        mark_delivered([delivery.lead_id])


@transaction.atomic
def mark_delivered(lead_ids: list[int]) -> None:
    """The client has these leads; those that were new become delivered."""
    moment = database_time()
    rows = Lead.objects.select_for_update(of=["self"]).filter(pk__in=lead_ids, delivered_at=None)
    for lead in rows.order_by("pk"):
        lead.delivered_at = moment
        if lead.status == LeadStatus.NEW:
            lead.status = LeadStatus.DELIVERED
            add_step(lead, by=None, at=moment)
        lead.save(update_fields=["delivered_at", "status"])


def hand_over_in_portal() -> int:
    """What is sent nowhere, or arrived nowhere, is delivered all the same: the portal has it.

    So the time to object begins and the lead is charged, whatever the client's machines do.
    """
    lead_ids = list(leads_at_hand().values_list("pk", flat=True))
    mark_delivered(lead_ids)
    return len(lead_ids)
