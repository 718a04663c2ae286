"""Appending to the event log: one SQL function, two doors.

``append`` is for actions: it runs in their transaction. ``Log`` is for sockets: what waits
shares a call and its commit.
"""

import asyncio
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
import orjson
from django.db import connection

from conversations.grouped import Grouped, as_json
from conversations.models import By, Conversation, Kind

NOBODY = UUID(int=0)


class Author(NamedTuple):
    """Who does something. ``alias`` is the name that the brand's visitors see."""

    kind: str
    uuid: UUID
    name: str
    alias: str
    agent_id: int | None = None


SYSTEM = Author(By.SYSTEM, NOBODY, "", "")


class Entry(msgspec.Struct):
    """A row for append_events, whose columns have the same names."""

    agency_id: int
    brand_id: int
    visitor_id: int | None
    conversation_id: int
    kind: str
    by_kind: str
    by_uuid: UUID
    by_name: str
    by_alias: str
    agent_id: int | None
    client_id: UUID | None
    body: str
    data: str | None


class Appended(NamedTuple):
    """What became of an entry. ``code`` is a refusal's code, or None when it is stored."""

    code: str | None
    seq: int
    uuid: UUID
    at: datetime
    duplicate: bool
    # Who holds the conversation now, and whether this entry accepted it: then the event
    # before this one says so.
    agent_id: int | None
    accepted: bool


class Head(NamedTuple):
    last_seq: int
    agent_id: int | None
    status: str
    # How far each side has read.
    visitor_read: int
    agent_read: int


class Held(NamedTuple):
    """A conversation that an agent holds."""

    conversation_id: int
    brand_id: int
    uuid: UUID
    last_seq: int
    visitor_read: int
    agent_read: int


class Desk(NamedTuple):
    """What lies before a console's member at this moment."""

    # Of their pass: tenants.tickets. None when it is over.
    grounds: str | None
    # The cursor to ask with next, and whether the inbox changed since the last one.
    feed: int
    has_changes: bool
    held: list[Held]


def _desk(grounds: str | None, feed: int, has_changes: bool, held: list[list[Any]]) -> Desk:
    """``held`` is JSON, so its ids are texts."""
    rows = [Held(pk, brand, UUID(uuid), *numbers) for pk, brand, uuid, *numbers in held]
    return Desk(grounds, feed, has_changes, rows)


class Marked(NamedTuple):
    """A read mark that moved on, and who holds the conversation."""

    seq: int
    agent_id: int | None


class Known(NamedTuple):
    """What the database knows of a visitor, and of their last conversation if there is one."""

    visitor_id: int
    name: str
    is_revoked: bool
    is_blocked: bool
    conversation_id: int | None
    uuid: UUID | None
    status: str | None
    last_seq: int | None
    outcome: str | None
    # Who has the conversation, as the brand's visitors see them.
    agent_uuid: UUID | None
    alias: str | None
    photo: str
    position: int | None


class KnownRow(msgspec.Struct):
    """A row for recognise_visitors, whose columns have the same names."""

    agency_id: int
    brand_id: int
    visitor: UUID
    session: UUID


class HeadRow(msgspec.Struct):
    """A row for read_heads, whose columns have the same names."""

    agency_id: int
    brand_id: int
    visitor_id: int | None
    conversation_id: int


class DeskRow(msgspec.Struct):
    """A row for look_at_desks, whose columns have the same names."""

    agency_id: int
    membership_id: int
    session_key: str
    # As ``brands_literal`` writes it.
    brand_ids: str
    agent_id: int | None
    feed: int | None


class ReadRow(msgspec.Struct):
    """A row for mark_read, whose columns have the same names. One of the two is who reads."""

    agency_id: int
    brand_id: int
    visitor_id: int | None
    agent_id: int | None
    conversation_id: int
    seq: int


_APPEND = (
    "SELECT ord, code, seq, uuid, at, duplicate, agent_id, accepted"
    " FROM append_events({}, %s::json)"
)
_KNOWN = (
    "SELECT ord, visitor_id, name, is_revoked, is_blocked, conversation_id, uuid, status,"
    " last_seq, outcome, agent_uuid, alias, photo, position FROM recognise_visitors(%s::json)"
)
_HEADS = (
    "SELECT ord, last_seq, agent_id, status, visitor_read, agent_read FROM read_heads(%s::json)"
)
_DESKS = "SELECT ord, grounds, feed, has_changes, held FROM look_at_desks(%s::json)"
_MARKS = "SELECT ord, seq, agent_id FROM mark_read(%s::json)"


def append(
    conversation: Conversation,
    kind: Kind,
    *,
    by: Author = SYSTEM,
    data: dict[str, Any] | None = None,
    body: str = "",
    client_id: UUID | None = None,
) -> Appended:
    """Append one event in the current scope and transaction."""
    entry = Entry(
        conversation.agency_id,
        conversation.brand_id,
        None,
        conversation.pk,
        kind,
        by.kind,
        by.uuid,
        by.name,
        by.alias,
        by.agent_id,
        client_id,
        body,
        None if data is None else orjson.dumps(data).decode(),
    )
    with connection.cursor() as cursor:
        cursor.execute(_APPEND.format("false"), [as_json([entry])])
        row = cursor.fetchone()
    return Appended(*row[1:])


class Log:
    """The sockets' door to the log: one for each process, made inside its event loop."""

    WRITERS = 2

    def __init__(self) -> None:
        self._entries: Grouped[Entry, Appended] = Grouped(
            _APPEND.format("true"), Appended, connections=self.WRITERS
        )
        self._heads: Grouped[HeadRow, Head] = Grouped(_HEADS, Head, connections=1)
        self._desks: Grouped[DeskRow, Desk] = Grouped(_DESKS, _desk, connections=1)
        self._visitors: Grouped[KnownRow, Known] = Grouped(_KNOWN, Known, connections=1)
        self._marks: Grouped[ReadRow, Marked] = Grouped(_MARKS, Marked, connections=1)

    def append(self, entry: Entry) -> "asyncio.Future[Appended | None]":
        return self._entries.ask(entry)

    def head(self, row: HeadRow) -> "asyncio.Future[Head | None]":
        return self._heads.ask(row)

    def desk(self, row: DeskRow) -> "asyncio.Future[Desk | None]":
        return self._desks.ask(row)

    def mark_read(self, row: ReadRow) -> "asyncio.Future[Marked | None]":
        """None when the mark stands where it stood, or is not theirs to move."""
        return self._marks.ask(row)

    def visitor(self, row: KnownRow) -> "asyncio.Future[Known | None]":
        return self._visitors.ask(row)
