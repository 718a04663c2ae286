"""A brand's desk with two agents, on the test's own database, and every push that leaves it."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import orjson
from django.db.models.functions import Now
from django.test import override_settings

from agents import actions as agents
from agents.models import Agent, ConsoleLease
from conversations.actions import conversations as chats
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.files import Upload, upload_as_visitor
from conversations.actions.messages import VisitorMessage, write_as_member, write_as_visitor
from conversations.actions.routing import pick_conversation
from conversations.actions.scans import record_scan
from conversations.actions.supervision import unwatch_conversation, watch_conversation
from conversations.actions.visitors import author_of_visitor
from conversations.events import unwrap
from conversations.fold import state_of
from conversations.models import Conversation, Event, File, FileStatus
from conversations.queries import visible_conversation, visible_item
from conversations.serializers import item_json, visitor_conversation_json
from conversations.streams import member_events, visitor_events
from conversations.tokens import Access
from tenants.models import Membership, Role
from tenants.outbox import Attempt
from tenants.realtime import agent_topic, brand_topic, visitor_topic
from tenants.scoping import tenant_scope
from tests.factories import make_access, make_agency, make_brand, make_member

Wire = dict[str, Any]
Push = tuple[bytes, bytes]
NAMES = ("Zuzana", "Juraj")


def as_wire(value: object) -> Any:
    """As it looks when it has travelled: text for ids and times."""
    return orjson.loads(orjson.dumps(value))


@contextmanager
def pushes() -> Iterator[list[Push]]:
    """Everything published from now on, in its order, instead of Redis."""
    heard: list[Push] = []
    with patch("tenants.realtime._send", heard.extend):
        yield heard


def frames(heard: list[Push]) -> Iterator[tuple[bytes, Wire]]:
    """Topic and frame of each push."""
    for topic, payload in heard:
        is_bare = payload.startswith(b"{")
        yield topic, orjson.loads(payload if is_bare else unwrap(payload).frame)


class Desk:
    """What visitors and agents can do, through the product's own actions."""

    def __init__(self) -> None:
        self.supervisors_socket = uuid4()
        self.agency = make_agency("Halo")
        with self.scope():
            self.brand = make_brand(self.agency, "Halo One", takes_files=True)
            self.supervisor = make_member(self.agency, Role.SUPERVISOR)
            self.members = [make_member(self.agency, Role.AGENT) for _ in NAMES]
            self.agents = [self._seat(*one) for one in zip(self.members, NAMES, strict=True)]

    def _seat(self, member: Membership, name: str) -> Agent:
        agent = agents.add_agent(member, name=name, capacity=4)
        agents.assign_brand(agent, brand=self.brand, alias=f"{name} of Halo")
        agents.open_console(agent)
        agents.set_status(agent, status="available")
        # For as long as the test takes, whatever the machine does meanwhile.
        ConsoleLease.objects.filter(agent=agent).update(expires_at=Now() + timedelta(days=1))
        return agent

    def scope(self):
        return tenant_scope(self.agency.pk)

    # What is done.

    def visitor(self) -> Access:
        return make_access(self.brand)

    def write(
        self, access: Access, body: str, *, conv: UUID | None = None, client_id: UUID | None = None
    ) -> UUID:
        """A visitor's message; the conversation it went to."""
        message = VisitorMessage(client_id=client_id or uuid4(), body=body, conv=conv)
        return write_as_visitor(self.brand, access, message)[0].uuid

    def reply(
        self, conv: UUID, number: int, body: str, *, is_note=False, client_id: UUID | None = None
    ) -> None:
        with self.scope():
            write_as_member(
                visible_conversation(conv),
                member=self.members[number],
                body=body,
                client_id=client_id or uuid4(),
                is_note=is_note,
            )

    def attach(self, access: Access, conv: UUID) -> File:
        """A visitor's message that is a file and nothing else; the scanner has not seen it yet."""
        upload = Upload(uuid4(), "wishes.txt", b"Nine of them, in blue.")
        with override_settings(CLAMD_ADDRESS="127.0.0.1:1"):
            file, _ = upload_as_visitor(self.brand, access.visitor, conv, upload)
        message = VisitorMessage(client_id=uuid4(), body="", conv=conv, files=[file.uuid])
        write_as_visitor(self.brand, access, message)
        return file

    def scan(self, file: File) -> None:
        with self.scope():
            record_scan(file, Attempt(True, FileStatus.CLEAN, 1))

    def accept(self, conv: UUID, number: int) -> None:
        with self.scope():
            chats.accept_conversation(visible_conversation(conv), member=self.members[number])

    def transfer(self, conv: UUID, number: int, to: str, note: str = "") -> None:
        with self.scope():
            chats.transfer_conversation(
                visible_conversation(conv), member=self.members[number], to=to, note=note
            )

    def pick(self, conv: UUID, number: int) -> None:
        with self.scope():
            pick_conversation(self.agents[number], conversation=visible_conversation(conv))

    def close(self, conv: UUID, member: Membership) -> None:
        with self.scope():
            chats.close_conversation(visible_conversation(conv), member=member, outcome="solved")

    def edit(self, conv: UUID, number: int, seq: int, body: str) -> None:
        with self.scope():
            member = self.members[number]
            edit_message(visible_conversation(conv), member=member, seq=seq, body=body)

    def redact(self, conv: UUID, member: Membership, seq: int) -> None:
        with self.scope():
            redact_message(visible_conversation(conv), member=member, seq=seq)

    def watch(self, conv: UUID, *, is_on: bool) -> None:
        watch = watch_conversation if is_on else unwatch_conversation
        with self.scope():
            row = visible_conversation(conv)
            watch(row, member=self.supervisor, socket=self.supervisors_socket)

    def whisper(self, conv: UUID, body: str) -> None:
        with self.scope():
            write_as_member(
                visible_conversation(conv),
                member=self.supervisor,
                body=body,
                client_id=uuid4(),
                is_note=True,
            )

    def seat_supervisor(self) -> None:
        """The supervisor serves the brand too, and is given nothing by the router."""
        with self.scope():
            agent = self._seat(self.supervisor, "Eva")
            agents.set_status(agent, status="away")
        self.agents.append(agent)

    def take_over(self, conv: UUID) -> None:
        with self.scope():
            chats.take_over_conversation(visible_conversation(conv), member=self.supervisor)

    def reopen(self, conv: UUID, number: int) -> None:
        with self.scope():
            chats.reopen_conversation(visible_conversation(conv), member=self.members[number])

    def leave(self, conv: UUID) -> None:
        """The visitor ends the chat."""
        with self.scope():
            conversation = visible_conversation(conv)
            by = author_of_visitor(conversation.visitor)
            chats.end_by_visitor(conversation, by=by, client_id=uuid4())

    def rate(self, conv: UUID, score: int) -> None:
        with self.scope():
            conversation = visible_conversation(conv)
            by = author_of_visitor(conversation.visitor)
            chats.rate_conversation(conversation, by=by, score=score, comment="", client_id=uuid4())

    # What there is, freshly read.

    def read(self, conv: UUID) -> Conversation:
        with self.scope():
            return visible_conversation(conv)

    def item(self, conv: UUID) -> Wire:
        with self.scope():
            return as_wire(item_json(visible_item(conv)))

    def card(self, conv: UUID) -> Wire:
        with self.scope():
            return as_wire(visitor_conversation_json(visible_conversation(conv)))

    def staff_events(self, conv: UUID, after: int = 0) -> list[Wire]:
        with self.scope():
            return as_wire(member_events(conv, after, 200)[0])

    def visitors_events(self, conv: UUID, after: int = 0) -> list[Wire]:
        visitor_id = self.read(conv).visitor_id
        return as_wire(visitor_events(self.brand, visitor_id, conv, after, 200)[0])

    def follows_from_its_log(self, conv: UUID) -> bool:
        """Whether a conversation is what its events add up to."""
        row = self.read(conv)
        with self.scope():
            state = state_of(Event.objects.filter(conversation=row).order_by("seq"))
        holder = str(row.agent.uuid) if row.agent else None
        same = ("status", "outcome", "last_seq", "first_response_at", "unanswered_since")
        return holder == state.agent and all(
            getattr(row, name) == getattr(state, name) for name in same
        )

    # Who hears what.

    def visitors_topic(self, conv: UUID) -> bytes:
        return visitor_topic(self.agency.pk, self.read(conv).pk)

    def consoles_topics(self) -> set[bytes]:
        """Of a console that hears every agent's events and the brand's inbox."""
        heard = {agent_topic(self.agency.pk, agent.pk) for agent in self.agents}
        return heard | {brand_topic(self.agency.pk, self.brand.pk)}


def sorted_by_topic(heard: list[Push]) -> dict[bytes, list[Wire]]:
    sorted_frames: dict[bytes, list[Wire]] = defaultdict(list)
    for topic, frame in frames(heard):
        sorted_frames[topic].append(frame)
    return sorted_frames
