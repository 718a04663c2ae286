"""Files: uploading, sending along with a message, taking back.

The bytes are checked before a row is made, and lie in the storage before the row that names them,
so a row always has its bytes. Bytes that no row names are in nobody's reach, and are erased
(conversations.actions.erasures).
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction

from conversations import errors, limits
from conversations.actions.authors import member_author
from conversations.actions.erasures import erase_bytes, erase_unless_named, keep_named
from conversations.actions.visitors import author_of_visitor
from conversations.files import scanner, storage
from conversations.files.contents import Content, checked_content
from conversations.log import Appended, Author
from conversations.models import By, Conversation, File, FileStatus
from conversations.queries import conversation_of, visible_conversation
from tenants.errors import Forbidden, Invalid, NotFound
from tenants.models import Brand, Membership
from tenants.queries import brand_scope, database_time, scope_of_member
from tenants.scoping import Scope, give_back_connection, within

# So many may be sent with one message.
MAX_FILES = 5


class Upload(NamedTuple):
    client_id: UUID
    name: str
    data: bytes

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.data).digest()


class Place(NamedTuple):
    """Where a file is kept, and whose it is."""

    scope: Scope
    conversation: Conversation
    by: Author


def read_upload(client_id: UUID, file: UploadedFile) -> Upload:
    """What was uploaded, if it is small enough to be looked at."""
    if (file.size or 0) > settings.MAX_FILE:
        raise errors.FileTooLarge
    return Upload(client_id, file.name or "", file.read())


def upload_as_visitor(brand: Brand, visitor: UUID, conv: UUID, upload: Upload) -> tuple[File, bool]:
    if not brand.takes_files:
        raise Forbidden
    with brand_scope(brand) as scope:
        conversation = conversation_of(visitor, conv)
        place = Place(scope, conversation, author_of_visitor(conversation.visitor))
    return keep_upload(place, upload)


def place_of_member(member: Membership, conv: UUID) -> Place:
    """For a message to the visitor."""
    with within(scope_of_member(member)) as scope:
        conversation = visible_conversation(conv)
        return Place(scope, conversation, member_author(conversation, member, is_note=False))


def keep_upload(place: Place, upload: Upload) -> tuple[File, bool]:
    """Keep a file, once per ``client_id``. Says whether it is new."""
    with within(place.scope):
        known = _uploaded(place, upload)
    if known is not None:
        return known, False
    if place.by.kind == By.VISITOR:
        limits.upload(place.by.uuid)
    # Drawing and storing take their time, and hold no connection.
    give_back_connection()
    content = checked_content(upload.name, upload.data)
    key = storage.new_key()
    with within(place.scope):
        erase_unless_named(place.conversation, key)
    give_back_connection()
    storage.store(key, content.data)
    with within(place.scope):
        return _keep(place, upload, content, key)


def files_to_send(conversation: Conversation, by: Author, uuids: Sequence[UUID]) -> list[File]:
    """The author's own files of this conversation, locked until the message is stored."""
    if not uuids:
        return []
    if len(uuids) > MAX_FILES:
        raise Invalid
    rows = File.objects.select_for_update(of=["self"], no_key=True).order_by("pk")
    found = rows.filter(conversation=conversation, by_uuid=by.uuid, uuid__in=uuids)
    by_uuid = {file.uuid: file for file in found}
    if by_uuid.keys() != set(uuids):
        raise NotFound
    if any(file.status == FileStatus.BLOCKED for file in by_uuid.values()):
        raise errors.BadFile
    return [by_uuid[uuid] for uuid in dict.fromkeys(uuids)]


def mark_sent(files: Sequence[File], appended: Appended) -> None:
    """A file goes with one message. Raises a Refusal, and then the message is not stored."""
    for file in files:
        if appended.duplicate and file.sent_in != appended.seq:
            raise errors.ClientIdReused
        if not appended.duplicate and file.sent_in is not None:
            raise Invalid
    if files and not appended.duplicate:
        rows = File.objects.filter(pk__in=[file.pk for file in files])
        rows.update(sent_in=appended.seq)


def drop_files(conversation: Conversation, seq: int) -> None:
    """Forget the files of a message that is taken back."""
    rows = File.objects.filter(conversation=conversation, sent_in=seq)
    erase_bytes(rows)
    rows.delete()


def _uploaded(place: Place, upload: Upload) -> File | None:
    """What this author has uploaded under this id."""
    if place.conversation.is_closed:
        raise errors.ConversationClosed
    file = File.objects.filter(
        conversation=place.conversation, by_uuid=place.by.uuid, client_id=upload.client_id
    ).first()
    if file is not None and bytes(file.digest) != upload.digest:
        raise errors.ClientIdReused
    return file


def _keep(place: Place, upload: Upload, content: Content, key: str) -> tuple[File, bool]:
    try:
        with transaction.atomic():
            keep_named(key)
            return _store_row(place, upload, content, key), True
    except IntegrityError:
        # Uploaded twice at once: the first stands.
        storage.erase(key)
        known = _uploaded(place, upload)
        if known is None:
            raise
        return known, False


def _store_row(place: Place, upload: Upload, content: Content, key: str) -> File:
    conversation, by = place.conversation, place.by
    return File.objects.create(
        agency_id=conversation.agency_id,
        brand_id=conversation.brand_id,
        visitor_id=conversation.visitor_id,
        conversation=conversation,
        by_kind=By(by.kind),
        by_uuid=by.uuid,
        client_id=upload.client_id,
        digest=upload.digest,
        key=key,
        name=content.name,
        type=content.type,
        size=len(content.data),
        width=content.width,
        height=content.height,
        status=FileStatus.PENDING if scanner.is_on() else FileStatus.CLEAN,
        next_at=database_time(),
    )
