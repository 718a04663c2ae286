"""What visitors asked and nobody answered: a client may know the answer, or see a gap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from conversations.models import By, Event, Kind
from reports.chats import ChatOutcome
from reports.models import ChatFact
from tenants.models import Brand

WITHOUT_ANSWER = (ChatOutcome.MISSED, ChatOutcome.DROPPED, ChatOutcome.OFFLINE)
LISTED = 20


@dataclass(frozen=True)
class Question:
    conversation: UUID
    asked_at: datetime
    text: str
    outcome: ChatOutcome

    @property
    def was_closed(self) -> bool:
        return self.outcome == ChatOutcome.OFFLINE


def unanswered(since: datetime, until: datetime, brand: Brand) -> QuerySet[ChatFact]:
    return ChatFact.objects.filter(
        brand=brand, counted_at__gte=since, counted_at__lt=until, outcome__in=WITHOUT_ANSWER
    )


def questions(chats: QuerySet[ChatFact]) -> list[Question]:
    """What stood unanswered in these chats, the latest first."""
    rows = chats.order_by("-counted_at", "-pk").annotate(first=_said("seq"), last=_said("-seq"))
    fields = ("conversation__uuid", "counted_at", "outcome", "first", "last")
    return list(_questions(rows.values(*fields)[:LISTED]))


def _said(order: str) -> Subquery:
    """A message of the visitor in the chat, by its place."""
    messages = Event.objects.filter(
        conversation=OuterRef("conversation"),
        seq__gte=OuterRef("first_seq"),
        seq__lte=OuterRef("last_seq"),
        kind=Kind.MESSAGE,
        by_kind=By.VISITOR,
    )
    return Subquery(messages.order_by(order).values("body")[:1])


def _questions(rows: Any) -> Iterator[Question]:
    for row in rows:
        # Who was dropped in mid-chat had answers before: the last words stand alone.
        is_dropped = row["outcome"] == ChatOutcome.DROPPED
        yield Question(
            conversation=row["conversation__uuid"],
            asked_at=row["counted_at"],
            text=(row["last"] if is_dropped else row["first"]) or "",
            outcome=ChatOutcome(row["outcome"]),
        )
