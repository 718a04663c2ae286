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
    for destination in Destination.objects.filter(brand_id=lead.brand_id, is_active=True):
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
    moment = database_time()
    under_way = Delivery.objects.filter(lead=lead, status=DeliveryStatus.PENDING)
    under_way.update(next_at=moment)
    served = under_way.values("destination_id")
    rows = Destination.objects.filter(brand_id=lead.brand_id, is_active=True)
    Delivery.objects.bulk_create(
        [
            Delivery(
                agency_id=lead.agency_id,
                brand_id=lead.brand_id,
                lead=lead,
                destination=destination,
                next_at=moment,
            )
            for destination in rows.exclude(pk__in=served)
        ],
        # Two who press the button at once send one.
        ignore_conflicts=True,
    )
    return lead


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
