"""What PostgreSQL holds after the play: the only truth there is."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, F, Q

from agents.models import Agent
from conversations.models import Conversation, Event, Status
from tenants.scoping import tenant_scope


class Row(NamedTuple):
    seq: int
    kind: str
    by_kind: str
    client_id: str | None
    body: str
    at: datetime
    # To whom an event gives the conversation.
    agent: str | None


class Thread(NamedTuple):
    """A conversation as it is stored."""

    conv: str
    visitor: str
    last_seq: int
    rows: list[Row]


class Truth(NamedTuple):
    threads: list[Thread]
    capacities: dict[str, int]
    # Agents whose load is not what they hold, or more than they may hold.
    wrong_loads: int


def read_truth(agency_id: int, visitors: Iterable[str]) -> Truth:
    with tenant_scope(agency_id):
        found = Conversation.objects.filter(visitor__uuid__in=list(visitors))
        conversations = list(found.select_related("visitor"))
        rows = defaultdict(list)
        for event in Event.objects.filter(conversation__in=conversations).order_by("seq"):
            rows[event.conversation_id].append(_row(event))
        threads = [
            Thread(str(one.uuid), str(one.visitor.uuid), one.last_seq, rows[one.pk])
            for one in conversations
        ]
        capacities = {str(agent.uuid): agent.capacity for agent in Agent.objects.all()}
        return Truth(threads, capacities, _wrong_loads())


def _row(event: Event) -> Row:
    client_id = str(event.client_id) if event.client_id else None
    agent = (event.data or {}).get("agent") or {}
    return Row(
        event.seq,
        event.kind,
        event.by_kind,
        client_id,
        event.body,
        event.at,
        agent.get("id"),
    )


def _wrong_loads() -> int:
    held = Count("conversations", filter=~Q(conversations__status=Status.CLOSED))
    agents = Agent.objects.annotate(held=held)
    return agents.filter(~Q(load=F("held")) | Q(load__gt=F("capacity"))).count()
