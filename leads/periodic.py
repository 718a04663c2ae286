"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

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
from tenants.outbox import Sender
from tenants.scoping import every_tenant
from tenants.sweeps import in_each_agency


@shared_task
def deliver_leads() -> None:
    """Send what is due. Any number of workers may: each delivery is claimed by one."""
    with every_tenant():
        rows = outbox.due(Delivery.objects.all())
        due = list(rows.values_list("agency_id", "pk", "destination_id")[: outbox.MAX_ROWS])
    in_each_agency(leads_at_hand, actions.hand_over_in_portal)
    outbox.relay(due, deliver)


@shared_task
def expire_disputes() -> None:
    """Credit what no agency answered in time."""
    in_each_agency(overdue_disputes, disputes.expire_disputes)


def deliver(agency_id: int, delivery_id: int) -> bool:
    """False when it did not arrive."""
    return outbox.hand_over(
        agency_id,
        delivery_id,
        claim=actions.claim_delivery,
        sender=_sending,
        record=actions.record_attempt,
    )


def _sending(delivery: Delivery) -> Sender:
    if delivery.destination.kind == DestinationKind.WEBHOOK:
        return webhook_for(delivery).send
    return partial(send_mail, mail_for(delivery, lead_form(delivery.lead.brand)))
