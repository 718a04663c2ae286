"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from collections.abc import Callable
from functools import partial

from celery import shared_task

from leads.actions import delivery as actions
from leads.actions import disputes
from leads.emails import mail_for
from leads.models import Delivery, DestinationKind
from leads.queries import lead_form, leads_at_hand, overdue_disputes
from leads.webhooks import webhook_for
from tenants import outbox
from tenants.mail import send_mail
from tenants.scoping import every_tenant, tenant_scope


@shared_task
def deliver_leads() -> None:
    """Send what is due. Any number of workers may: each delivery is claimed by one."""
    with every_tenant():
        at_hand = set(leads_at_hand().values_list("agency_id", flat=True))
        rows = outbox.due(Delivery.objects.all())
        due = list(rows.values_list("agency_id", "pk", "destination_id")[: outbox.MAX_ROWS])
    for agency_id in at_hand:
        with tenant_scope(agency_id):
            actions.hand_over_in_portal()
    outbox.relay(due, deliver)


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
        send = _sender(delivery)
    attempt = outbox.attempted(send)
    with tenant_scope(agency_id):
        actions.record_attempt(delivery, attempt)
    return attempt.ok


def _sender(delivery: Delivery) -> Callable[[], str]:
    """Made inside the scope: what it sends needs nothing more of the database."""
    if delivery.destination.kind == DestinationKind.WEBHOOK:
        return webhook_for(delivery).send
    return partial(send_mail, mail_for(delivery, lead_form(delivery.lead.brand)))
