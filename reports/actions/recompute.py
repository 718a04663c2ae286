"""Counting an agency anew from its log, step by step, each in a transaction of its own."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from reports.actions.facts import derive_facts
from reports.actions.roll_up import BATCH, note_presence, roll_up
from reports.actions.stale import mark_agents, mark_brands
from reports.models import AgentHour, ChatFact, HeldSpan, KpiHour, Progress
from reports.queries.chats import over_conversations
from tenants.scoping import TenantModel, tenant_scope


def derive_again(agency_id: int) -> Iterator[int]:
    """Yields for every batch of conversations how many facts were wrong or missing."""
    after = 0
    while True:
        with tenant_scope(agency_id):
            rows = list(over_conversations().filter(pk__gt=after).order_by("pk")[:BATCH])
            if not rows:
                return
            yield len(derive_facts(rows))
            after = rows[-1].pk


def roll_up_again(agency_id: int) -> Iterator[int]:
    """Yields for every batch of hours how many were counted; first all are noted as stale."""
    with tenant_scope(agency_id):
        _note_everything()
    while True:
        with tenant_scope(agency_id):
            rolled = roll_up(limit=BATCH)
        if not rolled:
            return
        yield rolled


def _note_everything() -> None:
    mark_brands({*_hours_of(ChatFact, "brand_id"), *_hours_of(KpiHour, "brand_id")})
    mark_agents({*_hours_of(HeldSpan, "agent_id"), *_hours_of(AgentHour, "agent_id")})
    Progress.objects.update(hours_until=None)
    note_presence()


def _hours_of(model: type[TenantModel], owner: str) -> QuerySet[Any, tuple[int, datetime]]:
    return model.objects.values_list(owner, "hour").distinct()
