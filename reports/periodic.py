"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from functools import partial

from celery import shared_task
from django.utils.timezone import now

from reports.actions.facts import derive_due
from reports.actions.roll_up import BATCH, note_presence
from reports.actions.roll_up import roll_up as roll_up_stale
from reports.queries.due import agencies_to_derive, agencies_to_roll_up
from reports.spans import hour_of
from tenants.scoping import tenant_scope
from tenants.sweeps import for_each_agency


@shared_task
def derive_facts() -> None:
    """Make facts of the conversations that ended, came back or were rated since."""
    for_each_agency(agencies_to_derive, _derive)


@shared_task
def roll_up() -> None:
    """Count the hours anew whose facts have changed, and those that the clock has ended."""
    for_each_agency(partial(agencies_to_roll_up, hour_of(now())), _roll_up)


def _derive(agency_id: int) -> None:
    while _derive_step(agency_id):
        pass


def _roll_up(agency_id: int) -> None:
    with tenant_scope(agency_id):
        note_presence()
    while _roll_up_step(agency_id):
        pass


def _derive_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return derive_due()


def _roll_up_step(agency_id: int) -> int:
    with tenant_scope(agency_id):
        return roll_up_stale(limit=BATCH)
