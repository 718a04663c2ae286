"""Noting which hours must be rolled up. Notes are rows, so no message can be lost."""

from collections.abc import Iterable
from datetime import datetime

from reports.models import StaleHour
from tenants.models import Agency

_KEY = ["agency", "brand", "agent", "hour"]


def mark_brands(hours: Iterable[tuple[int, datetime]]) -> None:
    agency_id = Agency.objects.get().pk
    _mark(StaleHour(agency_id=agency_id, brand_id=brand, hour=at) for brand, at in sorted(hours))


def mark_agents(hours: Iterable[tuple[int, datetime]]) -> None:
    agency_id = Agency.objects.get().pk
    _mark(StaleHour(agency_id=agency_id, agent_id=agent, hour=at) for agent, at in sorted(hours))


def _mark(rows: Iterable[StaleHour]) -> None:
    """Updating a note that is there locks it: a roll-up that has begun without our change
    cannot take it away. In one order, so that two who note the same hours never deadlock."""
    StaleHour.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=_KEY, update_fields=["hour"]
    )
