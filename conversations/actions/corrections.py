"""What is put right after it was written: an agent's message edited, a text taken out."""

from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now

from agents.queries import agent_of, required_agent
from conversations import queries
from conversations.actions.authors import author_in
from conversations.actions.files import drop_files
from conversations.actions.inbox import announce_item
from conversations.errors import ConversationClosed, TooLate
from conversations.events import announce
from conversations.log import append
from conversations.models import Conversation, Event, Kind
from conversations.words import check_body, count_words
from tenants.actions import record
from tenants.errors import Forbidden, NotFound
from tenants.models import Membership

EDITABLE = timedelta(minutes=15)


@transaction.atomic
def edit_message(
    conversation: Conversation, *, member: Membership, seq: int, body: str
) -> Conversation:
    """An agent changes what they wrote a moment ago. The log keeps both."""
    check_body(body)
    agent = required_agent(member)
    row = queries.locked(conversation)
    said = queries.event_at(conversation, seq)
    if said.kind != Kind.MESSAGE or said.is_redacted:
        raise NotFound
    if said.by_uuid != agent.uuid:
        raise Forbidden
    if row.is_closed:
        raise ConversationClosed
    if not _is_recent(said):
        raise TooLate
    edits = queries.edits_of(said)
    if body != (edits[-1] if edits else said).body:
        by = queries.author_of(agent, conversation.brand_id)
        edited = append(conversation, Kind.EDITED, by=by, body=body, data={"of": seq})
        data = {"of": seq, "body": body}
        announce(conversation, Kind.EDITED, edited, by=by, data=data)
        announce_item(conversation)
    return conversation


@transaction.atomic
def redact_message(conversation: Conversation, *, member: Membership, seq: int) -> Conversation:
    """Take out what somebody wrote, for good, with its files and what was made of it.

    Numbers, times and what counts of a text stay: chats are what they were, and invoices too.
    """
    queries.locked(conversation)
    said = queries.event_at(conversation, seq)
    if said.kind not in (Kind.MESSAGE, Kind.NOTE):
        raise NotFound
    if not _may_redact(said, conversation, member):
        raise Forbidden
    if said.is_redacted:
        return conversation
    for event in (said, *queries.edits_of(said)):
        _take_out(event)
    drop_files(conversation, seq)
    by = author_in(conversation, member)
    redacted = append(conversation, Kind.REDACTED, by=by, data={"of": seq})
    announce(conversation, Kind.REDACTED, redacted, by=by, data={"of": seq})
    # Whoever was away must forget the text too.
    Conversation.objects.filter(pk=conversation.pk).touch()
    announce_item(conversation)
    record(conversation.agency_id, member.user, "message.redacted", conversation, seq=seq)
    return conversation


def _is_recent(said: Event) -> bool:
    rows = Event.objects.filter(conversation=said.conversation_id, seq=said.seq)
    return rows.filter(at__gt=Now() - EDITABLE).exists()


def _may_redact(said: Event, conversation: Conversation, member: Membership) -> bool:
    agent = agent_of(member)
    is_author = said.by_uuid in (member.uuid, agent.uuid if agent else None)
    return member.in_office or is_author or conversation.is_with(agent)


def _take_out(event: Event) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT redact_event(%s, %s, %s, %s)",
            [event.agency_id, event.conversation_id, event.seq, count_words(event.body)],
        )
