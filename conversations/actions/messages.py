"""Writing: a visitor's message, which may begin a conversation, and a member's."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import now

from conversations import errors, limits, queries
from conversations.actions.authors import member_author
from conversations.actions.conversations import close_by_system
from conversations.actions.files import files_to_send, mark_sent
from conversations.actions.inbox import announce_item
from conversations.actions.routing import reopen, route_waiting
from conversations.actions.visitors import author_of_visitor, known_visitor
from conversations.canned import fill_variables, is_edited
from conversations.events import announce
from conversations.log import Appended, Author, append
from conversations.models import Conversation, Event, Kind, Outcome, Status, Visitor
from conversations.serializers import file_json
from conversations.tokens import Access
from conversations.words import check_body
from tenants.errors import Forbidden, Invalid, NotFound, Refusal, TooMany
from tenants.models import Brand, Membership
from tenants.queries import brand_scope

# Chats end after minutes.
OVER_BUDGET_SECONDS = 60
REFUSALS: dict[str, type[Refusal]] = {
    "closed": errors.ConversationClosed,
    "forbidden": Forbidden,
    "id_reused": errors.ClientIdReused,
    "not_found": NotFound,
}


@dataclass(frozen=True)
class Page:
    """The page of the client's site on which a visitor writes."""

    url: str = ""
    title: str = ""
    referrer: str = ""


@dataclass(frozen=True)
class VisitorMessage:
    client_id: UUID
    body: str
    # None begins a conversation, or goes on with the one that is open or ended lately.
    conv: UUID | None = None
    page: Page = Page()
    name: str = ""
    email: str = ""
    language: str = ""
    # Left while nobody is there, so it takes nobody's time now.
    is_offline: bool = False
    files: Sequence[UUID] = ()


def write_as_visitor(
    brand: Brand, access: Access, message: VisitorMessage
) -> tuple[Conversation, Appended]:
    """Store a visitor's message once per client_id, and find an agent when it begins a chat."""
    if message.conv is None and not access.is_known:
        limits.begin(brand, access.address)
    with brand_scope(brand):
        conversation, appended = _store(brand, access, message)
    if conversation.status == Status.WAITING and not appended.duplicate:
        route_waiting(brand.agency_id, [brand.pk])
    return conversation, appended


def leave_message(brand: Brand, access: Access, message: VisitorMessage) -> None:
    """Keep what a visitor leaves while nobody is there, as a conversation that is over."""
    limits.leave(brand, access.address)
    message = replace(message, is_offline=True)
    with brand_scope(brand):
        conversation, appended = _store(brand, access, message)
        if conversation.status == Status.WAITING and not appended.duplicate:
            close_by_system(conversation, outcome=Outcome.OFFLINE)


@transaction.atomic
def write_as_member(
    conversation: Conversation,
    *,
    member: Membership,
    body: str,
    client_id: UUID,
    is_note: bool = False,
    canned: str | None = None,
    files: Sequence[UUID] = (),
) -> Appended:
    """A member's reply, or a note among colleagues. Replying to a new chat accepts it."""
    check_body(body, has_files=bool(files))
    kind = Kind.NOTE if is_note else Kind.MESSAGE
    by = member_author(conversation, member, is_note=is_note)
    data = None if is_note else canned_data(conversation, member, canned, body, by)
    if is_note and files:
        raise Invalid
    return _append_message(
        conversation, kind, by=by, body=body, client_id=client_id, files=files, data=data
    )


def canned_data(
    conversation: Conversation, member: Membership, canned: str | None, body: str, by: Author
) -> dict[str, Any] | None:
    """What the log keeps of a prepared reply: which, and whether it was sent as it is."""
    if not canned:
        return None
    uuid = _uuid(canned)
    reply = queries.canned_replies(member).filter(uuid=uuid).first() if uuid else None
    values = {
        "visitor": conversation.visitor.name,
        "brand": conversation.brand.name,
        "agent": by.alias,
    }
    edited = reply is None or is_edited(body, fill_variables(reply.body, values))
    return {"canned": canned, "edited": edited}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _store(brand: Brand, access: Access, message: VisitorMessage) -> tuple[Conversation, Appended]:
    check_body(message.body, has_files=bool(message.files))
    visitor = known_visitor(brand, access, name=message.name, email=message.email)
    by = author_of_visitor(visitor)
    conversation = _conversation_for(brand, visitor, by, message)
    appended = _append_message(
        conversation,
        Kind.MESSAGE,
        by=by,
        body=message.body,
        client_id=message.client_id,
        files=message.files,
    )
    if not appended.duplicate:
        announce_item(conversation)
    return conversation, appended


def _append_message(
    conversation: Conversation,
    kind: Kind,
    *,
    by: Author,
    body: str,
    client_id: UUID,
    files: Sequence[UUID],
    data: dict[str, Any] | None = None,
) -> Appended:
    """Store what somebody says, with files as they are now, and tell both sides."""
    attached = files_to_send(conversation, by, files)
    if attached:
        data = {**(data or {}), "files": [file_json(file) for file in attached]}
    appended = append(conversation, kind, by=by, body=body, data=data, client_id=client_id)
    if appended.code:
        raise REFUSALS[appended.code]
    mark_sent(attached, appended)
    if appended.accepted:
        accepted = appended._replace(seq=appended.seq - 1)
        announce(conversation, Kind.ACCEPTED, accepted, by=by)
        announce_item(conversation)
    if not appended.duplicate:
        said = {"body": body, **(data or {})}
        announce(conversation, kind, appended, by=by, data=said, client_id=client_id)
    return appended


def _conversation_for(
    brand: Brand, visitor: Visitor, by: Author, message: VisitorMessage
) -> Conversation:
    rows = Conversation.objects.filter(visitor=visitor).select_related("agent", "brand", "visitor")
    if message.conv is not None:
        named = rows.filter(uuid=message.conv).first()
        if named is None:
            raise NotFound
        return named
    sent = Event.objects.filter(
        conversation__visitor=visitor, by_uuid=visitor.uuid, client_id=message.client_id
    ).first()
    if sent is not None:
        return rows.get(pk=sent.conversation_id)
    last = rows.order_by("-opened_at").first()
    if last is not None and not last.is_closed:
        return last
    if not message.is_offline:
        _keep_budget(brand, visitor)
    if last is not None and _may_reopen(last):
        return reopen(last, by=by)
    return _begin(visitor, by, message)


def _keep_budget(brand: Brand, visitor: Visitor) -> None:
    """Among many strangers at once those who want something would not get through either."""
    limit = brand.open_limit
    if not limit or visitor.is_verified:
        return
    if queries.count_open_anonymous(brand.pk, at_most=limit) >= limit:
        raise TooMany(OVER_BUDGET_SECONDS)


def _begin(visitor: Visitor, by: Author, message: VisitorMessage) -> Conversation:
    page = message.page
    conversation = Conversation.objects.create(
        agency_id=visitor.agency_id,
        brand_id=visitor.brand_id,
        visitor=visitor,
        language=message.language[:8],
        page_url=page.url[:1000],
        page_title=page.title[:300],
        referrer=page.referrer[:1000],
        # PostgreSQL's clock: those of web processes may differ, and the queue goes by it.
        opened_at=Now(),
        queued_at=Now(),
    )
    conversation.refresh_from_db(fields=["opened_at", "queued_at"])
    shown = {"url": page.url, "title": page.title, "referrer": page.referrer}
    data = {"page": shown, "language": message.language}
    started = append(conversation, Kind.STARTED, by=by, data=data)
    announce(conversation, Kind.STARTED, started, by=by, data=data)
    return conversation


def _may_reopen(conversation: Conversation) -> bool:
    assert conversation.closed_at is not None
    is_recent = now() - conversation.closed_at < settings.REOPEN_WITHIN
    return is_recent and conversation.outcome != Outcome.OFFLINE
