"""The events of one conversation after a number, as its reader gets them."""

from typing import NamedTuple
from uuid import UUID

from conversations import queries
from conversations.events import for_visitor, stored_event
from conversations.models import Conversation
from conversations.serializers import Wire
from tenants.errors import NotFound
from tenants.models import Brand
from tenants.queries import brand_scope


class Stream(NamedTuple):
    events: list[Wire]
    head: int
    # How far each side has read.
    read: dict[str, int]


def visitor_events(brand: Brand, visitor_id: int, conv: UUID, after: int, limit: int) -> Stream:
    """A visitor's events, read as that visitor and no more."""
    with brand_scope(brand, visitor_id):
        conversation = Conversation.objects.filter(uuid=conv, visitor_id=visitor_id).first()
        if conversation is None:
            raise NotFound
        rows = queries.events_after(conversation, after, limit)
        upto = min(after + limit, conversation.last_seq)
        events = for_visitor(rows, conv, after, upto)
        return Stream(events, conversation.last_seq, read_marks(conversation))


def member_events(conv: UUID, after: int, limit: int) -> Stream:
    """A conversation's events, in the active scope."""
    conversation = queries.visible_conversation(conv)
    rows = queries.events_after(conversation, after, limit)
    events = [stored_event(row, conv, for_visitor=False) for row in rows]
    return Stream(events, conversation.last_seq, read_marks(conversation))


def read_marks(conversation: Conversation) -> dict[str, int]:
    return {"visitor": conversation.visitor_read, "agent": conversation.agent_read}
