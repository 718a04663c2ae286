"""People of the agency, as far as their conversations are concerned: nobody leaves with a chat."""

from django.db import transaction

from agents.actions import add_agent, announce_presence, assign_brand, end_assignment
from agents.models import Agent, Assignment
from agents.queries import agent_of
from conversations.actions.routing import return_to_queue, route_on_commit
from conversations.log import SYSTEM
from conversations.models import Conversation
from tenants.actions import add_member, change_member
from tenants.errors import Forbidden
from tenants.models import CONSOLE_ROLES, Brand, Membership, Role

AGENT_GONE = "agent_gone"


@transaction.atomic
def add_person(
    *, by: Membership, email: str, name: str, role: str, password: str | None
) -> Membership:
    """Add somebody to the agency of the one who asks; an agent can take chats at once."""
    _require_right(by, role)
    membership = add_member(
        by.agency, by=by.user, email=email, name=name, role=role, password=password
    )
    if role == Role.AGENT:
        add_agent(membership, name=name)
    return membership


@transaction.atomic
def change_person(
    membership: Membership, *, by: Membership, role: str, is_active: bool
) -> Membership:
    """Change a role, or take somebody out. What they hold goes back to the queue."""
    _require_right(by, role, membership.role)
    change_member(membership, by=by.user, role=role, is_active=is_active)
    agent = agent_of(membership)
    if agent is None and role == Role.AGENT:
        add_agent(membership, name=str(membership.user))
    if agent is not None and role not in CONSOLE_ROLES:
        for assignment in agent.assignments.select_related("agent__membership", "brand"):
            end_assignment(assignment, by=by.user)
    if agent is not None and not (is_active and role in CONSOLE_ROLES):
        release_conversations(agent)
    return membership


@transaction.atomic
def assign_person(
    membership: Membership, *, by: Membership, brand: Brand, alias: str, photo: str, tier: str
) -> Assignment:
    """Let somebody serve a brand. Who waits for that brand need wait no longer."""
    agent = agent_of(membership) or add_agent(membership, name=str(membership.user))
    assignment = assign_brand(agent, brand=brand, alias=alias, photo=photo, tier=tier, by=by.user)
    announce_presence(agent)
    route_on_commit(membership.agency_id, [brand.pk])
    return assignment


@transaction.atomic
def unassign_person(assignment: Assignment, *, by: Membership) -> None:
    agent, brand = assignment.agent, assignment.brand
    end_assignment(assignment, by=by.user)
    release_conversations(agent, brand=brand)
    announce_presence(agent)


def release_conversations(agent: Agent, *, brand: Brand | None = None) -> int:
    """Put back into the queue what an agent holds, of one brand or of all. Answers how many."""
    held = Conversation.objects.of_agent(agent).select_for_update(of=["self"], no_key=True)
    if brand is not None:
        held = held.filter(brand=brand)
    rows = list(held.order_by("pk"))
    for conversation in rows:
        return_to_queue(conversation, by=SYSTEM, reason=AGENT_GONE, giver=agent)
    route_on_commit(agent.agency_id, [conversation.brand_id for conversation in rows])
    return len(rows)


def _require_right(by: Membership, *roles: str) -> None:
    """Owners are made and changed by owners."""
    if not by.in_office or (Role.OWNER in roles and by.role != Role.OWNER):
        raise Forbidden
