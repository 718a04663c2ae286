"""Finding conversations and what was said in them, inside the active scope."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, JSONObject

from agents.models import Agent
from agents.queries import assignment_of
from conversations.log import Author
from conversations.models import (
    Block,
    By,
    CannedReply,
    Conversation,
    Event,
    Kind,
    LogEpoch,
    Status,
    Visitor,
)
from tenants.errors import NotFound
from tenants.models import Membership

MAX_FEED = 200


def visible_conversation(uuid: UUID | str) -> Conversation:
    """The conversation if the active scope reaches it."""
    found = Conversation.objects.select_related("brand", "visitor", "agent").filter(uuid=uuid)
    conversation = found.first()
    if conversation is None:
        raise NotFound
    return conversation


def conversation_of(visitor: UUID, conv: UUID) -> Conversation:
    """A visitor's own conversation."""
    rows = Conversation.objects.select_related("agent", "brand", "visitor")
    conversation = rows.filter(visitor__uuid=visitor, uuid=conv).first()
    if conversation is None:
        raise NotFound
    return conversation


def locked(conversation: Conversation) -> Conversation:
    """The conversation as it stands, with nothing added to it until the transaction ends."""
    rows = Conversation.objects.select_for_update(of=["self"], no_key=True)
    return rows.get(pk=conversation.pk)


def is_blocked(brand_id: int, *, visitor: Visitor | None, address: bytes) -> bool:
    """Who has written before is judged by themselves, a stranger by where they come from."""
    blocks = Block.objects.active().filter(brand_id=brand_id)
    if visitor is not None:
        return blocks.filter(visitor=visitor).exists()
    return bool(address) and blocks.filter(address=address).exists()


def count_open_anonymous(brand_id: int, *, at_most: int) -> int:
    rows = Conversation.objects.open().filter(brand_id=brand_id, visitor__is_verified=False)
    return rows[:at_most].count()


def last_conversation(visitor: Visitor) -> Conversation | None:
    rows = Conversation.objects.filter(visitor=visitor).select_related("agent")
    return rows.order_by("-opened_at").first()


def events_after(conversation: Conversation, after: int, limit: int) -> list[Event]:
    rows = Event.objects.filter(conversation=conversation, seq__gt=after, seq__lte=after + limit)
    return list(rows.order_by("seq"))


def event_at(conversation: Conversation, seq: int) -> Event:
    event = Event.objects.filter(conversation=conversation, seq=seq).first()
    if event is None:
        raise NotFound
    return event


def edits_of(event: Event) -> list[Event]:
    """What was made of a message later, the oldest first."""
    rows = Event.objects.filter(conversation=event.conversation_id, kind=Kind.EDITED)
    return list(rows.filter(seq__gt=event.seq, data__of=event.seq).order_by("seq"))


def queue_position(conversation: Conversation) -> int | None:
    """1 for the next to be served, None when the conversation does not wait."""
    if conversation.status != Status.WAITING:
        return None
    ahead = Conversation.objects.waiting().filter(brand_id=conversation.brand_id)
    earlier = Q(queued_at__lt=conversation.queued_at)
    same = Q(queued_at=conversation.queued_at, pk__lt=conversation.pk)
    return ahead.filter(earlier | same).count() + 1


def author_of(agent: Agent, brand_id: int) -> Author:
    """How an agent signs what they do for a brand."""
    assignment = assignment_of(agent, brand_id)
    alias = assignment.alias if assignment else agent.name
    return Author(By.AGENT, agent.uuid, agent.name, alias, agent.pk)


def agent_card(agent: Agent | None, brand_id: int) -> dict[str, Any] | None:
    """The agent as the brand's visitors see them."""
    if agent is None:
        return None
    assignment = assignment_of(agent, brand_id)
    name = assignment.alias if assignment else agent.name
    return {"id": agent.uuid, "name": name, "photo": assignment.photo if assignment else ""}


def inbox() -> QuerySet[Conversation]:
    """Conversations with everything that a line of the inbox shows.

    Brands, visitors and agents are not joined: each wall lets PostgreSQL expect a fraction of
    the rows, and after three of them it would sort a year's chats for one page.
    """
    earlier = (
        Conversation.objects.filter(
            visitor=OuterRef("visitor"), opened_at__lt=OuterRef("opened_at")
        )
        .order_by()
        .values("visitor")
        .annotate(count=Count("pk"))
        .values("count")
    )
    return Conversation.objects.prefetch_related("brand", "visitor", "agent").annotate(
        preview=Subquery(_last_message()), earlier=Subquery(earlier)
    )


def _last_message() -> QuerySet[Any, Any]:
    """The last message of a conversation, as it reads now."""
    edits = Event.objects.filter(
        conversation=OuterRef("conversation"), seq__gt=OuterRef("seq"), kind=Kind.EDITED
    )
    of = Cast(KeyTextTransform("of", "data"), BigIntegerField())
    edit = edits.annotate(of=of).filter(of=OuterRef("seq")).order_by("-seq").values("body")[:1]
    shown = JSONObject(by="by_kind", body=Coalesce(Subquery(edit), "body"), at="at")
    said = Event.objects.filter(conversation=OuterRef("pk"), kind=Kind.MESSAGE)
    return said.order_by("-seq").annotate(shown=shown).values("shown")[:1]


def open_inbox(agent: Agent | None) -> QuerySet[Conversation]:
    """What a console starts with: its own conversations and everything that waits."""
    mine = Q(agent=agent) if agent else Q(pk__in=[])
    return (
        inbox()
        .exclude(status=Status.CLOSED)
        .filter(mine | Q(status=Status.WAITING))
        .order_by("queued_at", "pk")
    )


def changes_since(cursor: int) -> tuple[list[Conversation], int, bool]:
    """Conversations that changed since a cursor, the next cursor, and whether more did.

    The cursor is a transaction id below which everything is committed, so a change that
    commits late is not passed over, as it would be with ids or times.
    """
    horizon = feed_cursor()
    changed = inbox().filter(changed_in__gte=cursor, changed_in__lt=horizon)
    rows = list(changed.order_by("changed_in")[: MAX_FEED + 1])
    return rows[:MAX_FEED], horizon, len(rows) > MAX_FEED


def feed_cursor() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
        return cursor.fetchone()[0]


def log_epoch() -> str:
    return LogEpoch.objects.values_list("value", flat=True).get()


def canned_replies(member: Membership) -> QuerySet[CannedReply]:
    """Replies of the member's brands and of all brands, the shared and the member's own."""
    mine = Q(owner=None) | Q(owner=member)
    return CannedReply.objects.filter(mine).select_related("brand").order_by("shortcut", "pk")


def waiting_conversations(brand_id: int) -> QuerySet[Conversation]:
    return Conversation.objects.waiting().filter(brand_id=brand_id)


def deserted_conversations() -> QuerySet[Conversation]:
    """Held by agents without an open console, while a visitor waits for an answer."""
    held = Conversation.objects.open().exclude(agent=None)
    deserted = held.exclude(agent__in=Agent.objects.connected())
    return deserted.filter(Q(status=Status.ASSIGNED) | Q(unanswered_since__isnull=False))


def visible_canned(member: Membership, uuid: UUID | str) -> CannedReply:
    reply = canned_replies(member).filter(uuid=uuid).first()
    if reply is None:
        raise NotFound
    return reply


def visible_item(uuid: UUID | str) -> Conversation:
    """A conversation with what a line of the inbox shows."""
    row = inbox().filter(uuid=uuid).first()
    if row is None:
        raise NotFound
    return row
