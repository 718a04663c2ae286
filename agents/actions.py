"""What people and the clock can do to agents: status, open consoles, who serves which brand."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

import orjson
from django.db import transaction
from django.db.models.functions import Now

from agents.models import (
    Agent,
    Assignment,
    AwayReason,
    ConsoleLease,
    PresenceSpan,
    Status,
    Tier,
)
from agents.queries import presence_rows
from tenants.actions import close_access, grant_access, record
from tenants.errors import Invalid
from tenants.models import Brand, Membership, User
from tenants.realtime import presence_topic, publish

# A console is renewed every few seconds while its client is heard of. One whose socket is gone
# gets no new chats, but keeps its old ones for as long as a page or a network may need to come
# back: visitors who wait are with somebody else within 30 seconds.
LEASE = timedelta(seconds=12)
RETURN = timedelta(seconds=23)


@transaction.atomic
def set_status(agent: Agent, *, status: str, reason: str = "") -> Agent:
    if status not in Status.values or (reason and reason not in AwayReason.values):
        raise Invalid
    agent.status, agent.reason = status, reason if status == Status.AWAY else ""
    agent.save(update_fields=["status", "reason"])
    record_presence(agent)
    return agent


@transaction.atomic
def open_console(agent: Agent) -> UUID:
    lease = ConsoleLease.objects.create(
        agency_id=agent.agency_id, agent=agent, expires_at=Now() + LEASE
    )
    record_presence(agent)
    return lease.uuid


def renew_consoles(leases: Iterable[UUID]) -> set[UUID]:
    """They are there still. Answers those that have not been dropped meanwhile."""
    rows = ConsoleLease.objects.filter(uuid__in=list(leases))
    rows.update(expires_at=Now() + LEASE)
    return set(rows.values_list("uuid", flat=True))


def close_console(lease: UUID) -> None:
    ConsoleLease.objects.filter(uuid=lease).update(expires_at=Now() + RETURN, is_open=False)


@transaction.atomic
def drop_expired_consoles() -> list[Agent]:
    """Forget consoles that ran out. Answers the agents who are connected no more."""
    expired = ConsoleLease.objects.expired()
    agents = list(Agent.objects.filter(leases__in=expired).distinct())
    expired.delete()
    for agent in agents:
        record_presence(agent)
    connected = set(Agent.objects.connected().values_list("pk", flat=True))
    return [agent for agent in agents if agent.pk not in connected]


def record_presence(agent: Agent) -> None:
    """Close the open span when it no longer tells the truth, open the next, tell the consoles."""
    is_connected = Agent.objects.connected().filter(pk=agent.pk).exists()
    now_is = (agent.status, agent.reason) if is_connected else (Status.OFFLINE, "")
    open_span = PresenceSpan.objects.filter(agent=agent, ended_at=None).first()
    if open_span and (open_span.status, open_span.reason) != now_is:
        PresenceSpan.objects.filter(pk=open_span.pk).update(ended_at=Now())
        open_span = None
    if open_span is None and now_is[0] != Status.OFFLINE:
        PresenceSpan.objects.create(
            agency_id=agent.agency_id,
            agent=agent,
            status=now_is[0],
            reason=now_is[1],
            started_at=Now(),
        )
    announce_presence(agent)


def announce_presence(*agents: Agent) -> None:
    if agents:
        frame = orjson.dumps({"t": "presence", "agents": presence_rows(list(agents))})
        publish((presence_topic(agents[0].agency_id), frame))


@transaction.atomic
def assign_brand(
    agent: Agent,
    *,
    brand: Brand,
    alias: str,
    photo: str = "",
    tier: str = Tier.PRIMARY,
    by: User | None = None,
) -> Assignment:
    """Let an agent serve a brand, or change under which name and in which tier they do."""
    access = grant_access(agent.membership, brand=brand)
    assignment, _ = Assignment.objects.update_or_create(
        agency_id=agent.agency_id,
        brand=brand,
        agent=agent,
        defaults={"access": access, "alias": alias, "photo": photo, "tier": tier},
    )
    details = {"brand": brand.name, "alias": alias, "tier": tier}
    record(agent.agency_id, by, "agent.assigned", agent, **details)
    return assignment


@transaction.atomic
def end_assignment(assignment: Assignment, *, by: User | None = None) -> None:
    """The agent loses the brand. Their conversations of it are for the caller to return."""
    agent, brand = assignment.agent, assignment.brand
    assignment.delete()
    record(assignment.agency_id, by, "agent.unassigned", agent, brand=brand.name)
    close_access(assignment.agent.membership, brand=assignment.brand)


@transaction.atomic
def add_agent(membership: Membership, *, name: str, capacity: int = 4) -> Agent:
    agent, _ = Agent.objects.get_or_create(
        agency_id=membership.agency_id,
        membership=membership,
        defaults={"name": name, "capacity": capacity},
    )
    return agent


@transaction.atomic
def change_agent(agent: Agent, *, by: User | None, name: str, capacity: int) -> Agent:
    """Rename an agent, or let them hold more or fewer chats at once."""
    agent.name, agent.capacity = name, capacity
    agent.save(update_fields=["name", "capacity"])
    record(agent.agency_id, by, "agent.changed", agent, capacity=capacity)
    announce_presence(agent)
    return agent
