"""The office looks over an agent's shoulder: every watch stands in the log and in the audit."""

from django.db import transaction

from agents.queries import agent_of
from conversations.errors import ConversationClosed, NotAvailable
from conversations.events import announce
from conversations.log import Author, append
from conversations.models import By, Conversation, Kind
from tenants.actions import record
from tenants.errors import Forbidden
from tenants.models import Membership


@transaction.atomic
def watch_conversation(conversation: Conversation, *, member: Membership) -> Conversation:
    """Somebody of the office begins to watch a conversation that another has."""
    if not member.in_office:
        raise Forbidden
    if conversation.is_closed:
        raise ConversationClosed
    if conversation.is_with(agent_of(member)):
        raise NotAvailable
    return _log_watch(conversation, member, is_on=True)


@transaction.atomic
def unwatch_conversation(conversation: Conversation, *, member: Membership) -> Conversation:
    """They have stopped, or their console is gone, or they may no longer."""
    return _log_watch(conversation, member, is_on=False)


def _log_watch(conversation: Conversation, member: Membership, *, is_on: bool) -> Conversation:
    by = Author(By.SUPERVISOR, member.uuid, str(member.user), str(member.user))
    data = {"on": is_on}
    watched = append(conversation, Kind.WATCHED, by=by, data=data)
    announce(conversation, Kind.WATCHED, watched, by=by, data=data)
    what = "conversation.watched" if is_on else "conversation.unwatched"
    record(conversation.agency_id, member.user, what, conversation, brand=conversation.brand.name)
    return conversation
