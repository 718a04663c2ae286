"""What agents and visitors can do to a conversation as a whole: accept, transfer, close, rate."""

from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agents.actions import announce_presence
from agents.models import Agent
from agents.queries import agent_of, required_agent, visible_agent
from conversations import queries
from conversations.actions.authors import author_in
from conversations.actions.inbox import announce_item, announce_queue
from conversations.actions.routing import (
    reopen_with,
    return_to_queue,
    route_to,
    take_over,
    transfer_to_agent,
)
from conversations.actions.supervision import end_watches_of
from conversations.errors import (
    ClientIdReused,
    ConversationClosed,
    NotAssigned,
    NotAvailable,
    NotClosed,
    NotLatest,
)
from conversations.events import announce
from conversations.log import SYSTEM, Appended, Author, append
from conversations.models import (
    AGENT_OUTCOMES,
    Conversation,
    Event,
    Kind,
    Outcome,
    Status,
    Visitor,
)
from conversations.words import check_body
from tenants.errors import Forbidden, Invalid
from tenants.models import Membership

TEAM = "team"


@transaction.atomic
def accept_conversation(conversation: Conversation, *, member: Membership) -> Conversation:
    """An agent says that they have seen what was given to them."""
    _accept(conversation, _holder(conversation, member))
    return conversation


@transaction.atomic
def transfer_conversation(
    conversation: Conversation, *, member: Membership, to: str, note: str = ""
) -> Conversation:
    """Give a conversation to a colleague (their id) or back to the brand's ``team``."""
    giver = _locked(conversation, member)
    by = author_in(conversation, member)
    if note.strip():
        check_body(note)
        noted = append(conversation, Kind.NOTE, by=by, body=note)
        announce(conversation, Kind.NOTE, noted, by=by, data={"body": note})
    if to == TEAM:
        return_to_queue(conversation, by=by, reason=TEAM, giver=giver)
    else:
        transfer_to_agent(conversation, to=visible_agent(_uuid(to)), by=by, giver=giver)
    if giver:
        route_to(giver)
    return conversation


@transaction.atomic
def take_over_conversation(conversation: Conversation, *, member: Membership) -> Conversation:
    """Somebody of the office who serves the brand takes a colleague's conversation."""
    if not member.in_office:
        raise Forbidden
    giver = _locked(conversation, member)
    agent = agent_of(member)
    if agent is None:
        raise NotAvailable
    end_watches_of(conversation, member)
    take_over(conversation, agent=agent)
    if giver:
        route_to(giver)
    return conversation


@transaction.atomic
def reopen_conversation(conversation: Conversation, *, member: Membership) -> Conversation:
    """An agent goes on with what has ended, if the visitor has not gone on elsewhere."""
    agent = required_agent(member)
    # As a message of theirs does, so that the two cannot begin and reopen at once.
    Visitor.objects.select_for_update(no_key=True).get(pk=conversation.visitor_id)
    row = queries.locked(conversation)
    if not row.is_closed:
        raise NotClosed
    if queries.last_conversation(conversation.visitor) != conversation:
        raise NotLatest
    reopen_with(conversation, agent=agent)
    _accept(conversation, agent)
    return conversation


@transaction.atomic
def close_conversation(
    conversation: Conversation, *, member: Membership, outcome: str
) -> Conversation:
    if outcome not in AGENT_OUTCOMES:
        raise Invalid(outcome=_("Choose one of the outcomes."))
    _locked(conversation, member)
    _close(conversation, by=author_in(conversation, member), outcome=outcome, client_id=None)
    return conversation


@transaction.atomic
def end_by_visitor(conversation: Conversation, *, by: Author, client_id: UUID) -> Appended:
    """The visitor ends the chat, once per ``client_id``."""
    conversation = queries.locked(conversation)
    if not conversation.is_closed:
        return _close(conversation, by=by, outcome=Outcome.LEFT, client_id=client_id)
    sent = Event.objects.filter(
        conversation=conversation, kind=Kind.CLOSED, by_uuid=by.uuid, client_id=client_id
    ).first()
    if sent is None:
        raise ConversationClosed
    return Appended(None, sent.seq, sent.uuid, sent.at, True, conversation.agent_id, False)


@transaction.atomic
def rate_conversation(
    conversation: Conversation, *, by: Author, score: int, comment: str, client_id: UUID
) -> Appended:
    data = {"score": score, "comment": comment}
    appended = append(conversation, Kind.RATED, by=by, data=data, client_id=client_id)
    if appended.code:
        raise ClientIdReused
    if not appended.duplicate:
        Conversation.objects.filter(pk=conversation.pk).touch()
        announce(conversation, Kind.RATED, appended, by=by, data=data, client_id=client_id)
    return appended


def close_by_system(conversation: Conversation, *, outcome: Outcome) -> None:
    _close(conversation, by=SYSTEM, outcome=outcome, client_id=None)


def _uuid(text: object) -> UUID:
    try:
        return UUID(str(text))
    except ValueError:
        raise Invalid(to=_("Name a colleague or the team.")) from None


def _close(
    conversation: Conversation, *, by: Author, outcome: str, client_id: UUID | None
) -> Appended:
    agent, was_waiting = conversation.agent, conversation.status == Status.WAITING
    Conversation.objects.filter(pk=conversation.pk).update(
        status=Status.CLOSED, outcome=outcome, closed_at=Now(), unanswered_since=None
    )
    data = {"outcome": outcome}
    appended = append(conversation, Kind.CLOSED, by=by, data=data, client_id=client_id)
    announce(conversation, Kind.CLOSED, appended, by=by, data=data, client_id=client_id)
    announce_item(conversation)
    if was_waiting:
        announce_queue(conversation.agency_id, conversation.brand_id)
    if agent:
        announce_presence(agent)
        route_to(agent)
    return appended


def _accept(conversation: Conversation, agent: Agent) -> None:
    changed = Conversation.objects.filter(pk=conversation.pk, status=Status.ASSIGNED, agent=agent)
    if changed.update(status=Status.OPEN, accepted_at=Now()):
        by = queries.author_of(agent, conversation.brand_id)
        appended = append(conversation, Kind.ACCEPTED, by=by)
        announce(conversation, Kind.ACCEPTED, appended, by=by)
        announce_item(conversation)


def _locked(conversation: Conversation, member: Membership) -> Agent | None:
    """Lock the conversation for a change by its holder or by the office; its holder."""
    row = queries.locked(conversation)
    conversation.status, conversation.agent_id = row.status, row.agent_id
    if row.is_closed:
        raise ConversationClosed
    if not member.in_office:
        return _holder(conversation, member)
    return conversation.agent


def _holder(conversation: Conversation, member: Membership) -> Agent:
    agent = required_agent(member)
    if conversation.agent_id != agent.pk:
        raise NotAssigned
    return agent
