"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from celery import shared_task

from reports.actions.facts import derive_due
from reports.actions.roll_up import BATCH, note_presence
from reports.actions.roll_up import roll_up as roll_up_stale
from tenants.models import Agency
from tenants.scoping import every_tenant, tenant_scope


@shared_task
def derive_facts() -> int:
    """Make facts of the conversations that ended, came back or were rated since."""
    found = 0
    for agency_id in _agencies():
        while batch := _derive_step(agency_id):
            found += batch
    return found


@shared_task
def roll_up() -> int:
    """Count the hours anew whose facts have changed."""
    rolled = 0
    for agency_id in _agencies():
        with tenant_scope(agency_id):
            note_presence()
        while batch := _roll_up_step(agency_id):
            rolled += batch
    return rolled


def _agencies() -> list[int]:
    with every_tenant():
        return list(Agency.objects.order_by("pk").values_list("pk", flat=True))


def _derive_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return derive_due()


def _roll_up_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return roll_up_stale(limit=BATCH)
