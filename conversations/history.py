"""Finished and open conversations as pages of a list, and one of them as it was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from conversations.models import STAFF_KINDS, By, Conversation, Event, Kind

PAGE = 40
# What happened to an earlier line, which shows it.
CORRECTIONS = frozenset({Kind.EDITED, Kind.REDACTED, Kind.FILE_READY})


@dataclass(frozen=True)
class Page:
    rows: list[Conversation]
    # The conversation after which the next page begins.
    after: UUID | None


def page_of(rows: QuerySet[Conversation], after: UUID | None = None) -> Page:
    """Newest first. A page begins behind a conversation, so new ones do not shift it."""
    if after and (last := rows.filter(uuid=after).first()):
        same = Q(opened_at=last.opened_at, pk__lt=last.pk)
        # Said twice: an index begins to read at a bound, not at an alternative.
        rows = rows.filter(Q(opened_at__lt=last.opened_at) | same, opened_at__lte=last.opened_at)
    # Not joined, as in the inbox, so that a page is read from an index.
    rows = rows.prefetch_related("brand", "visitor", "agent")
    found = list(rows.order_by("-opened_at", "-pk")[: PAGE + 1])
    return Page(found[:PAGE], found[PAGE - 1].uuid if len(found) > PAGE else None)


def cursor(text: str | None) -> UUID | None:
    """The ``after`` of an address; what is none begins at the newest."""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@dataclass(frozen=True)
class Line:
    """An event as a reader sees it. ``by`` is the name this reader may know."""

    event: Event
    by: str
    # As it stands after the last edit; empty when it was redacted.
    body: str
    is_edited: bool

    @property
    def side(self) -> str:
        if self.event.kind == Kind.NOTE:
            return "note"
        if self.event.kind != Kind.MESSAGE:
            return "system"
        return "visitor" if self.event.by_kind == By.VISITOR else "own"

    @property
    def files(self) -> list[dict[str, Any]]:
        return (self.event.data or {}).get("files", [])


def transcript(conversation: Conversation, *, with_notes: bool) -> list[Line]:
    """What was said. Without notes it is what the brand's visitor saw, aliases included."""
    events = Event.objects.filter(conversation=conversation).order_by("seq")
    events = events.exclude(kind__in=set() if with_notes else STAFF_KINDS)
    edits = _edits(events)
    return [
        Line(
            event,
            event.by_name if with_notes else event.by_alias,
            edits.get(event.seq, event.body),
            event.seq in edits,
        )
        for event in events
        if event.kind not in CORRECTIONS
    ]


def _edits(events: Iterable[Event]) -> dict[int, str]:
    """The last text of each message that was edited and is still there."""
    return {
        (event.data or {})["of"]: event.body
        for event in events
        if event.kind == Kind.EDITED and not event.is_redacted
    }
