"""Events as they go over the wire: one JSON for staff, one for the visitor.

A published payload is a short header and the finished frame, so that no socket parses it:
``<conversation> <seq> <agent>\\n<frame>``.
"""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

import orjson

from conversations.log import NOBODY, Appended, Author
from conversations.models import STAFF_KINDS, TEXT_KINDS, By, Conversation, Event, Kind
from conversations.serializers import Wire
from tenants.realtime import agent_topic, publish, visitor_topic


class Envelope(NamedTuple):
    """What a socket needs to know of a payload without reading its JSON."""

    conversation_id: int
    seq: int
    agent_id: int
    frame: bytes


def wrap(conversation_id: int, seq: int, agent_id: int | None, frame: bytes) -> bytes:
    return b"%d %d %d\n%b" % (conversation_id, seq, agent_id or 0, frame)


# The hub hands one payload to all its listeners, one after another: it is read once.
@lru_cache(maxsize=1)
def unwrap(payload: bytes) -> Envelope:
    header, _, frame = payload.partition(b"\n")
    conversation_id, seq, agent_id = header.split(b" ")
    return Envelope(int(conversation_id), int(seq), int(agent_id), frame)


def event(
    conv: UUID,
    seq: int,
    kind: str,
    at: datetime | None,
    by: Wire,
    data: Wire,
    client_id: UUID | None = None,
) -> Wire:
    frame: Wire = {
        "t": "event",
        "conv": conv,
        "seq": seq,
        "kind": kind,
        "at": at,
        "by": by,
        "data": data,
    }
    if client_id is not None:
        frame["client_id"] = client_id
    return frame


def by_for_staff(author: Author) -> Wire:
    return {"kind": author.kind, "id": author.uuid, "name": author.name}


def by_for_visitor(author: Author) -> Wire:
    return {"kind": author.kind, "id": author.uuid, "name": author.alias}


def stored_event(row: Event, conv: UUID, *, for_visitor: bool) -> Wire:
    name = row.by_alias if for_visitor else row.by_name
    by = {"kind": row.by_kind, "id": row.by_uuid, "name": name}
    return event(conv, row.seq, row.kind, row.at, by, _stored_data(row), row.client_id)


def _stored_data(row: Event) -> Wire:
    data: Wire = dict(row.data or {})
    if row.is_redacted:
        data = {name: value for name, value in data.items() if name == "of"}
        return {**data, "body": "", "redacted": True}
    if row.kind in TEXT_KINDS:
        data["body"] = row.body
    return data


def hidden_event(conv: UUID, seq: int) -> Wire:
    """Stands where an event for staff is, so that a visitor's numbers have no gap."""
    by = {"kind": By.SYSTEM, "id": NOBODY, "name": ""}
    return event(conv, seq, Kind.HIDDEN, None, by, {})


def for_visitor(rows: list[Event], conv: UUID, after: int, upto: int) -> list[Wire]:
    """The stream ``after`` to ``upto`` as a visitor gets it, holes filled."""
    seen = {row.seq: stored_event(row, conv, for_visitor=True) for row in rows}
    return [seen.get(seq) or hidden_event(conv, seq) for seq in range(after + 1, upto + 1)]


def announce(
    conversation: Conversation,
    kind: Kind,
    appended: Appended,
    *,
    by: Author,
    data: Wire | None = None,
    client_id: UUID | None = None,
    agents: tuple[int | None, ...] = (),
) -> None:
    """Publish a stored event, after commit, to its visitor and to the agents concerned."""
    # As the log saw it under its lock: the conversation may have been read before that.
    conv, seq, holder = conversation.uuid, appended.seq, appended.agent_id
    staff = event(conv, seq, kind, appended.at, by_for_staff(by), data or {}, client_id)
    if kind in STAFF_KINDS:
        visitors = hidden_event(conv, seq)
    else:
        visitors = event(conv, seq, kind, appended.at, by_for_visitor(by), data or {}, client_id)
    payload = wrap(conversation.pk, seq, holder, orjson.dumps(staff))
    messages = [
        (agent_topic(conversation.agency_id, agent_id), payload)
        for agent_id in dict.fromkeys((holder, *agents))
        if agent_id is not None
    ]
    messages.append(
        (
            visitor_topic(conversation.agency_id, conversation.pk),
            wrap(conversation.pk, seq, holder, orjson.dumps(visitors)),
        )
    )
    publish(*messages)
