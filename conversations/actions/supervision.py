"""The office looks over an agent's shoulder: every watch stands in the log and in the audit."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models.functions import Now

from agents.queries import agent_of
from conversations.actions.authors import by_own_name
from conversations.errors import ConversationClosed, NotAvailable
from conversations.events import announce
from conversations.log import append
from conversations.models import Conversation, Kind, Watch
from tenants.actions import record
from tenants.errors import Forbidden
from tenants.models import Membership

# Three heartbeats of a console.
LEASE = timedelta(seconds=30)


@transaction.atomic
def watch_conversation(conversation: Conversation, *, member: Membership, socket: UUID) -> None:
    """Somebody of the office begins to watch a conversation that another has."""
    if not member.in_office:
        raise Forbidden
    if conversation.is_closed:
        raise ConversationClosed
    if conversation.is_with(agent_of(member)):
        raise NotAvailable
    _, is_new = Watch.objects.get_or_create(
        agency_id=conversation.agency_id,
        socket=socket,
        conversation=conversation,
        defaults={
            "brand_id": conversation.brand_id,
            "member": member,
            "expires_at": Now() + LEASE,
        },
    )
    if is_new:
        _log_watch(conversation, member, is_on=True)


@transaction.atomic
def unwatch_conversation(conversation: Conversation, *, member: Membership, socket: UUID) -> None:
    """They have stopped, or their console is gone, or they may no longer."""
    ended, _ = Watch.objects.filter(conversation=conversation, socket=socket).delete()
    if ended:
        _log_watch(conversation, member, is_on=False)


def end_watches_of(conversation: Conversation, member: Membership) -> None:
    """All of a member's, on whichever sockets."""
    for watch in Watch.objects.filter(conversation=conversation, member=member):
        unwatch_conversation(conversation, member=member, socket=watch.socket)


def renew_watches(socket: UUID) -> set[int]:
    """The socket is there still. Answers the conversations that it watches."""
    watches = Watch.objects.filter(socket=socket)
    watches.update(expires_at=Now() + LEASE)
    return set(watches.values_list("conversation_id", flat=True))


@transaction.atomic
def end_expired_watches() -> int:
    """End what nobody could end, because their process died. Answers how many."""
    rows = Watch.objects.expired().select_for_update(skip_locked=True, of=["self"])
    expired = list(rows.select_related("conversation__brand", "member__user"))
    for watch in expired:
        unwatch_conversation(watch.conversation, member=watch.member, socket=watch.socket)
    return len(expired)


def _log_watch(conversation: Conversation, member: Membership, *, is_on: bool) -> None:
    by = by_own_name(member)
    data = {"on": is_on}
    watched = append(conversation, Kind.WATCHED, by=by, data=data)
    announce(conversation, Kind.WATCHED, watched, by=by, data=data)
    what = "conversation.watched" if is_on else "conversation.unwatched"
    record(conversation.agency_id, member.user, what, conversation, brand=conversation.brand.name)
