"""Writing canned replies: members their own, the office everybody's."""

from uuid import UUID

from django.db import transaction

from conversations.models import CannedReply
from tenants.errors import Forbidden
from tenants.models import Membership
from tenants.queries import visible_brand


@transaction.atomic
def save_canned(
    reply: CannedReply | None,
    *,
    member: Membership,
    shortcut: str,
    title: str,
    body: str,
    brand: UUID | None = None,
    private: bool = True,
) -> CannedReply:
    """Make a reply or change one. A private one belongs to its member."""
    if reply is None:
        reply = CannedReply(agency_id=member.agency_id)
    else:
        _require_hold(reply, member)
    reply.owner = member if private else None
    reply.brand = visible_brand(brand) if brand else None
    reply.shortcut, reply.title, reply.body = shortcut, title, body
    _require_hold(reply, member)
    reply.save()
    return reply


@transaction.atomic
def delete_canned(reply: CannedReply, *, member: Membership) -> None:
    _require_hold(reply, member)
    reply.delete()


def _require_hold(reply: CannedReply, member: Membership) -> None:
    if reply.owner_id != member.pk and not member.in_office:
        raise Forbidden
