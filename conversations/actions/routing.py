"""Giving conversations to agents: by the router, by hand, and back to the queue.

Capacity is not checked here but kept by a trigger on the table, so no path can go round it.
"""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from agents.actions import announce_presence
from agents.models import Agent, Assignment
from agents.queries import assignment_of, next_agent
from conversations import queries
from conversations.actions.inbox import announce_item, announce_queue
from conversations.errors import AtCapacity, NotAvailable, NotWaiting
from conversations.events import announce
from conversations.log import SYSTEM, Author, append
from conversations.models import Conversation, Kind, Status
from tenants.errors import Forbidden
from tenants.scoping import tenant_scope


def route_waiting(agency_id: int, brand_ids: Iterable[int]) -> int:
    """Give waiting conversations of these brands to free agents, the longest waiting first.

    Any number of processes may do this at once. Answers how many were given.
    """
    given = 0
    brands = frozenset(brand_ids)
    while brands:
        with tenant_scope(agency_id, brand_ids=brands):
            waiting = Conversation.objects.waiting().select_for_update(
                skip_locked=True, of=["self"], no_key=True
            )
            conversation = waiting.select_related("brand").first()
            if conversation is None:
                break
            assignment = next_agent(conversation.brand_id)
            if assignment is None:
                brands -= {conversation.brand_id}
                continue
            _give(conversation, assignment, by=SYSTEM)
            given += 1
    return given


def route_on_commit(agency_id: int, brand_ids: Iterable[int]) -> None:
    """What changes now lets somebody of these brands wait no longer."""

    def route() -> None:
        route_waiting(agency_id, brand_ids)

    transaction.on_commit(route, robust=True)


def route_to(agent: Agent) -> None:
    """A slot is free: look for who waits, in the agent's brands."""
    route_on_commit(agent.agency_id, list(agent.assignments.values_list("brand_id", flat=True)))


@transaction.atomic
def pick_conversation(agent: Agent, *, conversation: Conversation | None) -> Conversation:
    """An agent takes a waiting conversation, the oldest of their brands when none is named."""
    brands = agent.assignments.values("brand_id")
    waiting = Conversation.objects.waiting().filter(brand_id__in=brands)
    if conversation is not None:
        waiting = waiting.filter(pk=conversation.pk)
    row = waiting.select_for_update(skip_locked=True, of=["self"], no_key=True).first()
    assignment = row and assignment_of(agent, row.brand_id)
    if row is None or assignment is None:
        raise NotWaiting
    _give(row, assignment, by=queries.author_of(agent, row.brand_id))
    return row


@transaction.atomic
def transfer_to_agent(
    conversation: Conversation, *, to: Agent, by: Author, giver: Agent | None
) -> None:
    """Hand a conversation to a colleague of the brand who is there and has a free slot."""
    assignment = assignment_of(to, conversation.brand_id)
    is_there = Agent.objects.available().filter(pk=to.pk).exists()
    if assignment is None or not is_there or to == giver:
        raise NotAvailable
    _give(conversation, assignment, by=by, kind=Kind.TRANSFERRED, giver=giver)


@transaction.atomic
def return_to_queue(
    conversation: Conversation, *, by: Author, reason: str, giver: Agent | None
) -> None:
    """Put a conversation back in the queue of its brand, at the place of who waits longest."""
    Conversation.objects.filter(pk=conversation.pk).update(
        status=Status.WAITING, agent=None, assigned_at=None, accepted_at=None
    )
    conversation.refresh_from_db(fields=["status", "agent"])
    data = {"reason": reason}
    appended = append(conversation, Kind.RETURNED, by=by, data=data)
    agents = (giver.pk,) if giver else ()
    announce(conversation, Kind.RETURNED, appended, by=by, data=data, agents=agents)
    announce_item(conversation)
    announce_queue(conversation.agency_id, conversation.brand_id)
    if giver:
        announce_presence(giver)


@transaction.atomic
def take_over(conversation: Conversation, *, agent: Agent) -> None:
    """Take a conversation away from whoever has it, or out of the queue."""
    assignment = assignment_of(agent, conversation.brand_id)
    if assignment is None or conversation.is_with(agent):
        raise NotAvailable
    by, giver = queries.author_of(agent, conversation.brand_id), conversation.agent
    _give(conversation, assignment, by=by, kind=Kind.TRANSFERRED, giver=giver, is_taken=True)


def reopen(conversation: Conversation, *, by: Author) -> Conversation:
    """Put a conversation that ended at the end of its brand's queue."""
    Conversation.objects.filter(pk=conversation.pk).update(
        status=Status.WAITING,
        outcome="",
        agent=None,
        queued_at=Now(),
        assigned_at=None,
        accepted_at=None,
        closed_at=None,
    )
    conversation.refresh_from_db(fields=["status", "agent"])
    reopened = append(conversation, Kind.REOPENED, by=by)
    announce(conversation, Kind.REOPENED, reopened, by=by)
    return conversation


@transaction.atomic
def reopen_with(conversation: Conversation, *, agent: Agent) -> None:
    """An agent goes on with a conversation that ended, and needs a free slot for it."""
    assignment = assignment_of(agent, conversation.brand_id)
    if assignment is None:
        raise Forbidden
    by = queries.author_of(agent, conversation.brand_id)
    reopen(conversation, by=by)
    _give(conversation, assignment, by=by)


def return_deserted() -> int:
    """Return what visitors wait for from agents who are gone. Answers how many."""
    rows = queries.deserted_conversations().select_related("agent")
    deserted = list(rows.select_for_update(skip_locked=True, of=["self"], no_key=True))
    for conversation in deserted:
        giver = conversation.agent
        return_to_queue(conversation, by=SYSTEM, reason="agent_gone", giver=giver)
    return len(deserted)


def _give(
    conversation: Conversation,
    assignment: Assignment,
    *,
    by: Author,
    kind: Kind = Kind.ASSIGNED,
    giver: Agent | None = None,
    is_taken: bool = False,
) -> None:
    agent, was_waiting = assignment.agent, conversation.status == Status.WAITING
    try:
        with transaction.atomic():
            Conversation.objects.filter(pk=conversation.pk).update(
                status=Status.ASSIGNED, agent=agent, assigned_at=Now(), accepted_at=None
            )
    except IntegrityError as error:
        raise AtCapacity from error
    conversation.refresh_from_db(fields=["status", "agent"])
    card = {"id": agent.uuid, "name": assignment.alias, "photo": assignment.photo}
    data: dict[str, object] = {"agent": card}
    if is_taken:
        data["taken"] = True
    appended = append(conversation, kind, by=by, data=data)
    agents = (giver.pk,) if giver else ()
    announce(conversation, kind, appended, by=by, data=data, agents=agents)
    announce_item(conversation)
    if was_waiting:
        announce_queue(conversation.agency_id, conversation.brand_id)
    agent.refresh_from_db(fields=["load"])
    announce_presence(*[one for one in (agent, giver) if one])
