"""Finding agents, and who of them may take a chat."""

from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from agents.models import Agent, Assignment
from tenants.errors import Forbidden, NotFound
from tenants.models import Membership


def agent_of(member: Membership) -> Agent | None:
    return Agent.objects.filter(membership=member).first()


def visible_agent(uuid: UUID | str) -> Agent:
    agent = Agent.objects.filter(uuid=uuid).first()
    if agent is None:
        raise NotFound
    return agent


def free_assignments() -> QuerySet[Assignment]:
    """Whose agents may take a chat now."""
    return Assignment.objects.filter(
        agent__in=Agent.objects.available().filter(load__lt=F("capacity")),
        agent__membership__is_active=True,
    )


def next_agent(brand_id: int) -> Assignment | None:
    """Who should take a chat of the brand now, locked until the transaction ends.

    By tier, then the least loaded, then the longest idle. Each candidate's row is locked and
    looked at again, because another process may have filled its last slot meanwhile.
    """
    candidates = free_assignments().filter(brand_id=brand_id)
    ordered = candidates.order_by("tier", "agent__load", "agent__idle_since", "agent_id")
    for agent_id in ordered.values_list("agent_id", flat=True):
        # no_key: rows that only point to the agent, such as facts and leads, wait for nobody.
        locked = Agent.objects.select_for_update(no_key=True)
        if locked.filter(pk=agent_id, load__lt=F("capacity")).first() is not None:
            return candidates.select_related("agent").get(agent_id=agent_id)
    return None


def assignment_of(agent: Agent, brand_id: int) -> Assignment | None:
    return Assignment.objects.filter(agent=agent, brand_id=brand_id).first()


def presence_rows(agents: list[Agent] | None = None) -> list[dict[str, Any]]:
    """Agents as consoles show them, all or the given ones, with the brands in reach."""
    rows = Agent.objects.filter(membership__is_active=True).order_by("name")
    if agents is not None:
        rows = rows.filter(pk__in=[agent.pk for agent in agents])
    connected = set(rows.connected().values_list("pk", flat=True))
    brands: dict[int, list[UUID]] = {}
    pairs = Assignment.objects.filter(agent__in=rows).values_list("agent_id", "brand__uuid")
    for agent_id, brand in pairs:
        brands.setdefault(agent_id, []).append(brand)
    return [
        {
            "id": agent.uuid,
            "name": agent.name,
            "status": agent.status if agent.pk in connected else "offline",
            "load": agent.load,
            "capacity": agent.capacity,
            "brands": brands.get(agent.pk, []),
        }
        for agent in rows
    ]


def required_agent(member: Membership) -> Agent:
    agent = agent_of(member)
    if agent is None:
        raise Forbidden
    return agent


def visible_assignment(uuid: UUID | str) -> Assignment:
    row = Assignment.objects.select_related("agent", "brand").filter(uuid=uuid).first()
    if row is None:
        raise NotFound
    return row
