"""Not hearing a visitor for a while, and hearing them again."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from agents.queries import required_agent
from conversations.actions.conversations import close_conversation
from conversations.errors import NotAssigned
from conversations.models import Block, Conversation, Outcome, Visitor, VisitorSession
from tenants.actions import record
from tenants.errors import Invalid
from tenants.models import Membership
from tenants.realtime import send_control

DAYS = (1, 7, 30, 365)


@transaction.atomic
def block_visitor(
    conversation: Conversation, *, member: Membership, days: int = 30, note: str = ""
) -> Conversation:
    """Close the chat as spam. Its visitor, and strangers from their network, are not heard."""
    if days not in DAYS:
        raise Invalid(days=_("Choose 1, 7, 30 or 365 days."))
    if not conversation.is_closed:
        close_conversation(conversation, member=member, outcome=Outcome.SPAM)
    elif not _was_theirs(conversation, member):
        raise NotAssigned
    visitor = conversation.visitor
    Block.objects.filter(until__lte=Now()).delete()
    Block.objects.update_or_create(
        agency_id=conversation.agency_id,
        brand_id=conversation.brand_id,
        visitor=visitor,
        defaults={
            "conversation": conversation,
            "address": _address_of(visitor),
            "by": member.user,
            "note": note[:300],
            "created_at": Now(),
            "until": Now() + timedelta(days=days),
        },
    )
    record(visitor.agency_id, member.user, "visitor.blocked", visitor, days=days, note=note[:300])
    send_control("visitor", visitor.pk)
    return conversation


@transaction.atomic
def lift_block(block: Block, *, by: Membership) -> None:
    record(block.agency_id, by.user, "visitor.unblocked", block.visitor)
    block.delete()


def _was_theirs(conversation: Conversation, member: Membership) -> bool:
    return member.in_office or conversation.agent_id == required_agent(member).pk


def _address_of(visitor: Visitor) -> bytes:
    """Where they came from last, as far as it is known."""
    sessions = VisitorSession.objects.filter(visitor=visitor).exclude(address=b"")
    address = sessions.order_by("-rotated_at").values_list("address", flat=True).first()
    return bytes(address or b"")
