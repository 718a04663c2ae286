"""Tickets for console sockets: ``<agency>.<secret>``, stored hashed, used once."""

import hashlib
import secrets
from datetime import timedelta
from hmac import compare_digest
from importlib import import_module
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.db.models.functions import Now

from tenants.errors import BadToken
from tenants.models import ConsoleTicket, Membership
from tenants.queries import scope_of_member
from tenants.scoping import Scope, reading_as, tenant_scope

VALID = timedelta(seconds=30)


class Pass(NamedTuple):
    """Who a console socket belongs to, and what they may see at this moment."""

    member: Membership
    scope: Scope
    session_key: str
    # While ``pass_grounds`` answers the same, so would ``look_again``.
    grounds: str | None


def issue_ticket(member: Membership, session: SessionBase) -> str:
    secret = secrets.token_urlsafe(32)
    ConsoleTicket.objects.filter(expires_at__lte=Now()).delete()
    ConsoleTicket.objects.create(
        agency_id=member.agency_id,
        membership=member,
        hash=_hash(secret),
        session_key=session.session_key or "",
        expires_at=Now() + VALID,
    )
    return secret


def use_ticket(ticket: str) -> Pass:
    """Redeem a ticket. Raises BadToken when it is unknown, used or too old."""
    digest = _hash(ticket)
    with reading_as("ticket", digest.hex()):
        row = ConsoleTicket._base_manager.filter(hash=digest).first()
    if row is None:
        raise BadToken
    with tenant_scope(row.agency_id):
        fresh = ConsoleTicket.objects.filter(pk=row.pk, expires_at__gt=Now())
        used, _ = fresh.delete()
    if not used:
        raise BadToken
    return look_again(row.agency_id, row.membership_id, row.session_key)


def look_again(agency_id: int, membership_id: int, session_key: str) -> Pass:
    """The pass as it is now. Raises BadToken when the session or the membership is over."""
    with tenant_scope(agency_id):
        # First: what changes from here on changes the grounds as well.
        grounds = _grounds(agency_id, membership_id, session_key)
        members = Membership.objects.select_related("agency", "user")
        member = members.filter(pk=membership_id, is_active=True, user__is_active=True).first()
    if member is None or not member.in_console:
        raise BadToken
    # A changed password changes the hash, so sessions from before it are over.
    session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    if not compare_digest(session.get(HASH_SESSION_KEY, ""), member.user.get_session_auth_hash()):
        raise BadToken
    return Pass(member, scope_of_member(member), session_key, grounds)


def _grounds(agency_id: int, membership_id: int, session_key: str) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pass_grounds(%s, %s, %s)", [agency_id, membership_id, session_key])
        return cursor.fetchone()[0]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
