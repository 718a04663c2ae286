"""Handing leads over: deliveries are written with the lead and sent after it.

To send one, a worker first moves its next attempt on: nobody else takes it meanwhile, and
when the worker dies before it has written down how it went, the delivery is sent again,
under the same id, by which the receiver knows it.
"""

import random
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from leads.actions.pipeline import add_step
from leads.models import Attempt, Delivery, DeliveryStatus, Destination, Lead, LeadStatus
from leads.queries import database_time, due_deliveries, leads_at_hand
from tenants.errors import Forbidden
from tenants.models import Membership, Role

# How long a worker has before the delivery is due again.
CLAIM = timedelta(minutes=2)
# After each attempt that failed; after the last one it has failed for good: about 3 days.
BACK_OFF = [
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=36),
]


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


@transaction.atomic
def claim_delivery(delivery_id: int) -> Delivery | None:
    """Take a due delivery for the time of an attempt; None when another worker has it."""
    due = due_deliveries().select_for_update(skip_locked=True, of=["self"])
    whole = due.select_related(
        "destination", "lead__brand", "lead__conversation", "lead__agent", "lead__duplicate_of"
    )
    delivery = whole.filter(pk=delivery_id).first()
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.next_at = database_time() + CLAIM
    delivery.save(update_fields=["attempts", "next_at"])
    return delivery


@transaction.atomic
def record_attempt(delivery: Delivery, attempt: Attempt) -> None:
    """Write down how an attempt went, and when the next one is."""
    row = Delivery.objects.select_for_update(of=["self"]).get(pk=delivery.pk)
    moment = database_time()
    receipt = {"at": moment.isoformat(), **attempt._asdict()}
    row.receipts = [*row.receipts, receipt]
    if attempt.ok:
        row.status, row.delivered_at = DeliveryStatus.DELIVERED, moment
    elif row.attempts <= len(BACK_OFF):
        row.next_at = moment + _pause(row.attempts)
    elif row.status == DeliveryStatus.PENDING:
        row.status = DeliveryStatus.FAILED
    row.save(update_fields=["receipts", "status", "delivered_at", "next_at"])
    if attempt.ok:
        mark_delivered([row.lead_id])


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
    """Leads that are sent nowhere are delivered when their correction ends: the portal has them."""
    lead_ids = list(leads_at_hand().values_list("pk", flat=True))
    mark_delivered(lead_ids)
    return len(lead_ids)


def _pause(attempts: int) -> timedelta:
    """Spread, so that what failed together does not come back together."""
    return BACK_OFF[attempts - 1] * random.uniform(0.75, 1.25)
