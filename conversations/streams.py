"""The events of one conversation after a number, as its reader gets them."""

from uuid import UUID

from conversations import queries
from conversations.events import Wire, for_visitor, stored_event
from conversations.models import Conversation
from tenants.errors import NotFound
from tenants.models import Brand
from tenants.scoping import tenant_scope


def visitor_events(
    brand: Brand, visitor_id: int, conv: UUID, after: int, limit: int
) -> tuple[list[Wire], int]:
    """A visitor's events and the head, read as that visitor and no more."""
    with tenant_scope(brand.agency_id, brand_ids=[brand.pk], visitor_id=visitor_id):
        conversation = Conversation.objects.filter(uuid=conv, visitor_id=visitor_id).first()
        if conversation is None:
            raise NotFound
        rows = queries.events_after(conversation, after, limit)
        upto = min(after + limit, conversation.last_seq)
        return for_visitor(rows, conv, after, upto), conversation.last_seq


def member_events(conv: UUID, after: int, limit: int) -> tuple[list[Wire], int]:
    """A conversation's events and its head, in the active scope."""
    conversation = queries.visible_conversation(conv)
    rows = queries.events_after(conversation, after, limit)
    return [stored_event(row, conv, for_visitor=False) for row in rows], conversation.last_seq
