"""Writing: a visitor's message, which may begin a conversation, and a member's."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.timezone import now
from django.utils.translation import gettext as _

from agents.queries import agent_of
from conversations import errors, queries
from conversations.actions.conversations import close_by_system
from conversations.actions.inbox import announce_item
from conversations.actions.routing import route_waiting
from conversations.actions.visitors import author_of_visitor, known_visitor
from conversations.canned import fill_variables, is_edited
from conversations.events import announce
from conversations.log import Appended, Author, append
from conversations.models import By, Conversation, Event, Kind, Outcome, Status, Visitor
from conversations.tokens import Access
from tenants.errors import Forbidden, Invalid, NotFound, Refusal
from tenants.models import Brand, Membership
from tenants.scoping import tenant_scope

MAX_BODY = settings.MAX_BODY
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


def check_body(body: str) -> None:
    if not body.strip():
        raise Invalid(body=_("Write something."))
    if len(body) > MAX_BODY:
        raise errors.TooLarge


def write_as_visitor(
    brand: Brand, access: Access, message: VisitorMessage
) -> tuple[Conversation, Appended]:
    """Store a visitor's message once per client_id, and find an agent when it begins a chat."""
    with tenant_scope(brand.agency_id, brand_ids=[brand.pk]):
        conversation, appended = _store(brand, access, message)
    if conversation.status == Status.WAITING and not appended.duplicate:
        route_waiting(brand.agency_id, [brand.pk])
    return conversation, appended


def leave_message(brand: Brand, access: Access, message: VisitorMessage) -> None:
    """Keep what a visitor leaves while nobody is there, as a conversation that is over."""
    with tenant_scope(brand.agency_id, brand_ids=[brand.pk]):
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
) -> Appended:
    """A member's reply, or a note among colleagues. Replying to a new chat accepts it."""
    check_body(body)
    kind = Kind.NOTE if is_note else Kind.MESSAGE
    by = member_author(conversation, member, is_note=is_note)
    data = None if is_note else canned_data(conversation, member, canned, body, by)
    appended = append(conversation, kind, by=by, body=body, data=data, client_id=client_id)
    if appended.code:
        raise REFUSALS[appended.code]
    if not appended.duplicate:
        if appended.accepted:
            accepted = appended._replace(seq=appended.seq - 1)
            announce(conversation, Kind.ACCEPTED, accepted, by=by)
            announce_item(conversation)
        announce(
            conversation,
            kind,
            appended,
            by=by,
            data={"body": body, **(data or {})},
            client_id=client_id,
        )
    return appended


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


def member_author(conversation: Conversation, member: Membership, *, is_note: bool) -> Author:
    agent = agent_of(member)
    if agent is not None:
        return queries.author_of(agent, conversation.brand_id)
    if is_note:
        return Author(By.SUPERVISOR, member.uuid, str(member.user), str(member.user))
    raise Forbidden


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _store(brand: Brand, access: Access, message: VisitorMessage) -> tuple[Conversation, Appended]:
    check_body(message.body)
    visitor = known_visitor(brand, access, name=message.name, email=message.email)
    by = author_of_visitor(visitor)
    conversation = _conversation_for(visitor, by, message)
    appended = append(
        conversation, Kind.MESSAGE, by=by, body=message.body, client_id=message.client_id
    )
    if appended.code:
        raise REFUSALS[appended.code]
    if not appended.duplicate:
        data = {"body": message.body}
        announce(
            conversation, Kind.MESSAGE, appended, by=by, data=data, client_id=message.client_id
        )
        announce_item(conversation)
    return conversation, appended


def _conversation_for(visitor: Visitor, by: Author, message: VisitorMessage) -> Conversation:
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
    if last is not None and _may_reopen(last):
        return _reopen(last, by)
    return _begin(visitor, by, message)


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


def _reopen(conversation: Conversation, by: Author) -> Conversation:
    Conversation.objects.filter(pk=conversation.pk).update(
        status=Status.WAITING,
        outcome="",
        agent=None,
        queued_at=Now(),
        assigned_at=None,
        accepted_at=None,
        closed_at=None,
    )
    conversation.refresh_from_db(fields=["status", "agent"])
    reopened = append(conversation, Kind.REOPENED, by=by)
    announce(conversation, Kind.REOPENED, reopened, by=by)
    return conversation
