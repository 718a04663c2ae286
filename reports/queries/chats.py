"""Reading the log and the facts that were made of it, inside the active scope."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet
from django.db.models.functions import Now

from agents.models import Agent
from conversations.models import Conversation, Event, Kind, Status
from reports.facts import ChatFacts, chats_in
from reports.models import ChatFact
from reports.transcripts import LoggedEvent
from tenants.models import Brand
from tenants.queries import timetable_of

_COLUMNS = ("seq", "kind", "by_kind", "by_uuid", "at", "body", "data", "kept", "digest")
_DIGEST = Func("uuid", "body", "data", "kept", function="event_digest", output_field=CharField())


def log_of(conversation: Conversation) -> list[LoggedEvent]:
    return logs_of([conversation])[conversation.pk]


def logs_of(conversations: Iterable[Conversation]) -> dict[int, list[LoggedEvent]]:
    logs: dict[int, list[LoggedEvent]] = {one.pk: [] for one in conversations}
    rows = Event.objects.filter(conversation__in=logs).order_by("conversation_id", "seq")
    rows = rows.annotate(digest=_DIGEST)
    for conversation_id, *event in rows.values_list("conversation_id", *_COLUMNS):
        logs[conversation_id].append(LoggedEvent(*event))
    return logs


def chats_of(conversation: Conversation) -> list[ChatFacts]:
    """The chats of a conversation from its log, by the hours that were promised then."""
    return chats_in(log_of(conversation), timetable_of(conversation.brand))


def facts_of(conversation: Conversation) -> QuerySet[ChatFact]:
    return ChatFact.objects.filter(conversation=conversation).order_by("first_seq")


def settled_facts(brand: Brand, since: datetime, until: datetime) -> QuerySet[ChatFact]:
    """Chats counted in a time that can go on no more, oldest first."""
    came_back = Event.objects.filter(
        conversation=OuterRef("conversation"),
        seq__gt=OuterRef("last_seq"),
        kind=Kind.REOPENED,
        at__lte=OuterRef("settled_at"),
    )
    rows = ChatFact.objects.filter(
        # The visitor may have come back in time while the facts do not know yet.
        ~Exists(came_back),
        brand=brand,
        counted_at__gte=since,
        counted_at__lt=until,
        settled_at__lte=Now(),
    )
    return rows.order_by("counted_at", "pk")


def agent_ids() -> dict[UUID, int]:
    return dict(Agent.objects.values_list("uuid", "pk"))


def over_conversations() -> QuerySet[Conversation]:
    """What ended, and what ended once and goes on."""
    was_over = Exists(ChatFact.objects.filter(conversation=OuterRef("pk")))
    return Conversation.objects.filter(Q(status=Status.CLOSED) | was_over)


def due_conversations(changed_in: int, after: int, horizon: int) -> QuerySet[Conversation]:
    """What ended, came back or was rated since a place in the order of changes."""
    rows = over_conversations().filter(changed_in__gte=changed_in, changed_in__lt=horizon)
    return rows.exclude(changed_in=changed_in, pk__lte=after).order_by("changed_in", "pk")
