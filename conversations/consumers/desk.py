"""What a console socket reads and does in a thread, each function inside its member's scope."""

from collections.abc import Callable
from typing import NamedTuple, TypeVar
from uuid import UUID

import orjson

from agents.actions import close_console, open_console, set_status
from agents.models import Agent
from agents.queries import agent_of, required_agent
from conversations import queries
from conversations.actions import conversations, routing
from conversations.actions.authors import member_author
from conversations.actions.blocks import block_visitor
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.inbox import announce_item
from conversations.actions.messages import canned_data, write_as_member
from conversations.actions.supervision import unwatch_conversation, watch_conversation
from conversations.consumers.frames import MAX_FRAME, Do, Send, SetStatus
from conversations.log import Appended, Author
from conversations.models import Conversation
from conversations.serializers import Wire, item_json
from tenants.errors import Invalid, NotFound
from tenants.models import Membership
from tenants.queries import visible_brands
from tenants.scoping import tenant_scope
from tenants.tickets import Pass

R = TypeVar("R")
# Bytes of items in a frame, which adds a little of its own.
MAX_PART = MAX_FRAME * 3 // 4


class Reference(NamedTuple):
    """A conversation as a console socket needs it."""

    pk: int
    brand_id: int
    uuid: UUID


class Place(NamedTuple):
    """What a member has at this moment: their agent if they are one, their console, brands."""

    agent: Agent | None
    lease: UUID | None
    brand_ids: list[int]


class Changes(NamedTuple):
    """What changed in the inbox, or that it is too much to tell, and the next cursor."""

    items: list[Wire]
    cursor: int
    is_limited: bool = False


def in_scope(of: Pass, function: Callable[..., R], *args: object) -> R:
    with tenant_scope(of.scope.agency_id, brand_ids=of.scope.brand_ids):
        return function(*args)


def place_of(member: Membership, lease: UUID | None) -> Place:
    """Where the member stands. For an agent without an open console, one is opened."""
    agent = agent_of(member)
    if agent is None:
        lease = None
    elif lease is None:
        lease = open_console(agent)
    return Place(agent, lease, [brand.pk for brand in visible_brands()])


def leave(lease: UUID) -> None:
    close_console(lease)


def changes(cursor: int) -> Changes:
    changed, horizon, is_limited = queries.changes_since(cursor)
    return Changes([item_json(row) for row in changed], horizon, is_limited)


def in_parts(items: list[Wire]) -> list[list[Wire]]:
    """The items in their order, in at least one part, each small enough for a frame."""
    parts: list[list[Wire]] = [[]]
    size = 0
    for item in items:
        length = len(orjson.dumps(item))
        if parts[-1] and size + length > MAX_PART:
            parts.append([])
            size = 0
        parts[-1].append(item)
        size += length
    return parts


def reference(conv: UUID) -> Reference:
    conversation = queries.visible_conversation(conv)
    return Reference(conversation.pk, conversation.brand_id, conversation.uuid)


def author(conv: UUID, member: Membership, is_note: bool) -> Author:
    return member_author(queries.visible_conversation(conv), member, is_note=is_note)


def write(conv: UUID, member: Membership, frame: Send) -> Appended:
    """Any message; those without files have a shorter way, through the log alone."""
    return write_as_member(
        queries.visible_conversation(conv),
        member=member,
        body=frame.body,
        client_id=frame.client_id,
        is_note=frame.note,
        canned=frame.canned,
        files=frame.files,
    )


def data_of(conv: UUID, member: Membership, frame: Send, by: Author) -> Wire:
    """What the log keeps of a message beside its text."""
    if frame.note or not frame.canned:
        return {}
    conversation = queries.visible_conversation(conv)
    return canned_data(conversation, member, frame.canned, frame.body, by) or {}


def tell_item(conv: UUID) -> None:
    announce_item(queries.visible_conversation(conv))


def watch(conv: UUID, member: Membership, socket: UUID) -> None:
    watch_conversation(queries.visible_conversation(conv), member=member, socket=socket)


def unwatch(conv: UUID, member: Membership, socket: UUID) -> None:
    """A watch ends whatever the member may see by now."""
    with tenant_scope(member.agency_id):
        conversation = queries.visible_conversation(conv)
        unwatch_conversation(conversation, member=member, socket=socket)


def change_status(member: Membership, frame: SetStatus) -> None:
    agent = set_status(required_agent(member), status=frame.value, reason=frame.reason)
    routing.route_to(agent)


def do(member: Membership, frame: Do) -> UUID:
    """One action on one conversation. Answers its id; raises a Refusal."""
    named = None if frame.conv is None else queries.visible_conversation(frame.conv)
    if frame.action == "pick":  # The oldest that waits, when none is named.
        return routing.pick_conversation(required_agent(member), conversation=named).uuid
    if frame.action not in ACTIONS:
        raise Invalid
    if named is None:
        raise NotFound
    act, names = ACTIONS[frame.action]
    return act(named, member=member, **{name: getattr(frame, name) for name in names}).uuid


# What an agent or the office does to a conversation, with the fields of the frame that say how.
ACTIONS: dict[str, tuple[Callable[..., Conversation], tuple[str, ...]]] = {
    "accept": (conversations.accept_conversation, ()),
    "block": (block_visitor, ("days", "note")),
    "close": (conversations.close_conversation, ("outcome",)),
    "edit": (edit_message, ("seq", "body")),
    "redact": (redact_message, ("seq",)),
    "reopen": (conversations.reopen_conversation, ()),
    "take_over": (conversations.take_over_conversation, ()),
    "transfer": (conversations.transfer_conversation, ("to", "note")),
}
