"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

import logging
import time

from celery import shared_task

from leads.actions import delivery as actions
from leads.actions import disputes
from leads.emails import LeadMail, mail_for
from leads.errors import NotSent
from leads.models import Attempt, Delivery, DestinationKind
from leads.queries import due_deliveries, lead_form, leads_at_hand, overdue_disputes
from leads.webhooks import Webhook, webhook_for
from tenants.scoping import every_tenant, tenant_scope

logger = logging.getLogger(__name__)

MAX_DELIVERIES = 500
# A run ends after so long; what it leaves is due in the next one.
RUN_SECONDS = 20


@shared_task
def deliver_leads() -> None:
    """Send what is due. Any number of workers may: each delivery is claimed by one."""
    with every_tenant():
        at_hand = set(leads_at_hand().values_list("agency_id", flat=True))
        # First attempts before repeated ones, so that a dead receiver delays nobody else's leads.
        rows = due_deliveries().order_by("attempts", "next_at")
        due = list(rows.values_list("agency_id", "pk", "destination_id")[:MAX_DELIVERIES])
    for agency_id in at_hand:
        with tenant_scope(agency_id):
            actions.hand_over_in_portal()
    end, failed = time.monotonic() + RUN_SECONDS, set()
    for agency_id, delivery_id, destination_id in due:
        if time.monotonic() > end:
            break
        if destination_id not in failed and not deliver(agency_id, delivery_id):
            failed.add(destination_id)


@shared_task
def expire_disputes() -> None:
    """Credit what no agency answered in time."""
    with every_tenant():
        agencies = set(overdue_disputes().values_list("agency_id", flat=True))
    for agency_id in agencies:
        with tenant_scope(agency_id):
            disputes.expire_disputes()


def deliver(agency_id: int, delivery_id: int) -> bool:
    """Claim, send outside of any transaction, write down. False when it did not arrive."""
    with tenant_scope(agency_id):
        delivery = actions.claim_delivery(delivery_id)
        if delivery is None:
            return True
        message = _message(delivery)
    attempt = _send(message)
    with tenant_scope(agency_id):
        actions.record_attempt(delivery, attempt)
    return attempt.ok


def _message(delivery: Delivery) -> Webhook | LeadMail:
    if delivery.destination.kind == DestinationKind.WEBHOOK:
        return webhook_for(delivery)
    return mail_for(delivery, lead_form(delivery.lead.brand))


def _send(message: Webhook | LeadMail) -> Attempt:
    start = time.monotonic()
    try:
        ok, detail = True, message.send()
    except NotSent as error:
        ok, detail = False, str(error)
    except Exception:
        # One message that cannot be sent must not keep the others.
        logger.exception("A lead could not be sent.")
        ok, detail = False, "protocol"
    return Attempt(ok, detail, int((time.monotonic() - start) * 1000))
