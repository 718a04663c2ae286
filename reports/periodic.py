"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from celery import shared_task
from django.utils.timezone import now

from reports.actions.facts import derive_due
from reports.actions.roll_up import BATCH, note_presence
from reports.actions.roll_up import roll_up as roll_up_stale
from reports.queries.due import agencies_to_derive, agencies_to_roll_up
from reports.spans import hour_of
from tenants.scoping import every_tenant, tenant_scope


@shared_task
def derive_facts() -> int:
    """Make facts of the conversations that ended, came back or were rated since."""
    with every_tenant():
        agencies = agencies_to_derive()
    found = 0
    for agency_id in agencies:
        while batch := _derive_step(agency_id):
            found += batch
    return found


@shared_task
def roll_up() -> int:
    """Count the hours anew whose facts have changed, and those that the clock has ended."""
    with every_tenant():
        agencies = agencies_to_roll_up(hour_of(now()))
    rolled = 0
    for agency_id in agencies:
        with tenant_scope(agency_id):
            note_presence()
        while batch := _roll_up_step(agency_id):
            rolled += batch
    return rolled


def _derive_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return derive_due()


def _roll_up_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return roll_up_stale(limit=BATCH)
