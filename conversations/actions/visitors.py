"""Visitors and their browser sessions: anonymous until they write, then a row."""

import hmac
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils.timezone import now

from conversations.errors import Blocked
from conversations.log import Author
from conversations.models import By, Visitor, VisitorSession
from conversations.queries import is_blocked
from conversations.tokens import Access, Refresh, new_refresh, parse_refresh
from tenants.errors import BadToken, Invalid
from tenants.models import Brand
from tenants.queries import brand_scope


class Opened(NamedTuple):
    """A visitor's session: who they are, their next secret, and the row if they have one."""

    uuid: UUID
    refresh: Refresh
    visitor: Visitor | None


def open_session(brand: Brand, refresh_text: str | None, address: bytes = b"") -> Opened:
    """Go on with a session, or begin a new one. Writes nothing for who has written nothing."""
    refresh = parse_refresh(refresh_text) if refresh_text else None
    with brand_scope(brand):
        session = _session(refresh) if refresh else None
        visitor = session.visitor if session else None
        if is_blocked(brand.pk, visitor=visitor, address=address):
            raise Blocked
        if refresh is None or session is None:
            return Opened(uuid4(), new_refresh(), None)
        successor = _rotate(session, refresh, address)
    if successor is None:
        raise BadToken
    return Opened(session.visitor.uuid, successor, session.visitor)


def known_visitor(brand: Brand, access: Access, *, name: str = "", email: str = "") -> Visitor:
    """The visitor's row, made at their first message and locked until the transaction ends."""
    _, is_new = Visitor.objects.get_or_create(
        agency_id=brand.agency_id, brand=brand, uuid=access.visitor
    )
    visitor = Visitor.objects.select_for_update(no_key=True).get(uuid=access.visitor)
    if is_blocked(brand.pk, visitor=None if is_new else visitor, address=access.address):
        raise Blocked
    claims = {"name": name, "email": email}
    changed = [field for field, claim in claims.items() if claim and not visitor.is_verified]
    for field in changed:
        setattr(visitor, field, _checked(field, claims[field]))
    if changed:
        visitor.save(update_fields=changed)
    _store_session(visitor, access)
    return visitor


def author_of_visitor(visitor: Visitor) -> Author:
    return Author(By.VISITOR, visitor.uuid, visitor.name, visitor.name)


def _checked(field: str, claim: str) -> str:
    """What somebody says of themselves over a socket was checked by nobody before."""
    try:
        return getattr(Visitor, field).field.clean(claim, None)
    except ValidationError as error:
        raise Invalid(**{field: error.messages[0]}) from None


def _session(refresh: Refresh) -> VisitorSession | None:
    rows = VisitorSession.objects.select_for_update(of=["self"], no_key=True)
    return rows.select_related("visitor").filter(uuid=refresh.session).first()


def _rotate(session: VisitorSession, refresh: Refresh, address: bytes) -> Refresh | None:
    """The next secret. A secret that was used before revokes the session and answers None."""
    if session.revoked_at is not None:
        return None
    if not _may_rotate(session, refresh):
        VisitorSession.objects.filter(pk=session.pk).update(revoked_at=Now())
        return None
    successor = new_refresh(session.uuid)
    session.previous_hash, session.current_hash = refresh.hash, successor.hash
    session.rotated_at, session.address = now(), address
    session.save(update_fields=["previous_hash", "current_hash", "rotated_at", "address"])
    return successor


def _may_rotate(session: VisitorSession, refresh: Refresh) -> bool:
    if hmac.compare_digest(bytes(session.current_hash), refresh.hash):
        return True
    # The answer to the last rotation may have been lost on its way.
    is_last = session.previous_hash is not None and hmac.compare_digest(
        bytes(session.previous_hash), refresh.hash
    )
    return is_last and now() - session.rotated_at < settings.REFRESH_GRACE


def _store_session(visitor: Visitor, access: Access) -> None:
    session, _ = VisitorSession.objects.get_or_create(
        agency_id=visitor.agency_id,
        brand_id=visitor.brand_id,
        uuid=access.session,
        defaults={
            "visitor": visitor,
            "current_hash": access.refresh_hash,
            "rotated_at": now(),
            "address": access.address,
        },
    )
    if session.revoked_at is not None or session.visitor_id != visitor.pk:
        raise BadToken
