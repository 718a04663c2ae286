"""Addresses of files, for one reader and a few minutes: whoever has one needs no cookie."""

from typing import NamedTuple
from uuid import UUID

from django.core import signing
from django.urls import reverse

from agents.queries import agent_of
from conversations.errors import NotReady
from conversations.models import File, FileStatus
from tenants.errors import NotFound
from tenants.models import Membership
from tenants.queries import scope_of_member
from tenants.scoping import tenant_scope, within

SALT = "switchboard.file"
LINK_SECONDS = 300


class Link(NamedTuple):
    """Whose file, for whom: a visitor's or a membership's id."""

    agency_id: int
    file: UUID
    reader: UUID
    is_member: bool


def link_for_visitor(visitor: UUID, file: UUID) -> str:
    """The path of a file's bytes. Raises NotFound and NotReady."""
    return _signed(_visitors_file(visitor, file), visitor, is_member=False)


def link_for_member(member: Membership, file: UUID) -> str:
    return _signed(_members_file(member, file), member.uuid, is_member=True)


def read_link(token: str) -> Link:
    """Raises NotFound when it is too old, or not of our making."""
    try:
        agency_id, file, reader, is_member = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
        return Link(agency_id, UUID(file), UUID(reader), bool(is_member))
    except (signing.BadSignature, ValueError, TypeError):
        raise NotFound from None


def linked_file(link: Link) -> File:
    """The file, if its reader may have it still. Raises NotFound and NotReady."""
    with tenant_scope(link.agency_id):
        if not link.is_member:
            return _ready(_visitors_file(link.reader, link.file))
        member = Membership.objects.filter(uuid=link.reader, is_active=True).first()
        if member is None:
            raise NotFound
        with within(scope_of_member(member)):
            return _ready(_members_file(member, link.file))


def _signed(file: File, reader: UUID, *, is_member: bool) -> str:
    link = [_ready(file).agency_id, file.uuid.hex, reader.hex, int(is_member)]
    return reverse("download", args=[signing.dumps(link, salt=SALT)])


def _visitors_file(visitor: UUID, uuid: UUID) -> File:
    return _found(File.objects.filter(visitor__uuid=visitor).readable_by(visitor), uuid)


def _members_file(member: Membership, uuid: UUID) -> File:
    agent = agent_of(member)
    return _found(File.objects.readable_by(agent.uuid if agent else member.uuid), uuid)


def _found(rows, uuid: UUID) -> File:
    file = rows.filter(uuid=uuid).first()
    if file is None:
        raise NotFound
    return file


def _ready(file: File) -> File:
    if file.status != FileStatus.CLEAN:
        raise NotReady
    return file
