"""Deliveries of leads in tests: where they go, and trying them now."""

from django.utils.timezone import now

from leads.actions.forms import save_destination
from leads.models import Delivery
from leads.periodic import deliver
from tenants.models import Role
from tests.factories import Office


def add_destination(office: Office, kind: str, address: str):
    with office.scope():
        return save_destination(
            None,
            brand=office.brand,
            member=office.members[Role.CLIENT_MANAGER],
            kind=kind,
            address=address,
        )


def delivery_of(office: Office) -> Delivery:
    with office.scope():
        return Delivery.objects.select_related("destination", "lead").latest("pk")


def send(office: Office) -> Delivery:
    """Try once, now."""
    delivery = delivery_of(office)
    with office.scope():
        Delivery.objects.filter(pk=delivery.pk).update(next_at=now())
    deliver(office.agency.pk, delivery.pk)
    return delivery_of(office)
