"""A visitor's socket: one conversation, from its first message to its end."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings
from django.utils.timezone import now

from conversations.actions.messages import (
    REFUSALS,
    Page,
    VisitorMessage,
    check_body,
    write_as_visitor,
)
from conversations.consumers.frames import Hello, Read, Send, Typing, visitor_decoder
from conversations.consumers.reading import move_mark, tell_marks
from conversations.consumers.socket import CLOSE_REVOKED, MAX_REPLAY, Bucket, Socket, limits
from conversations.errors import Blocked
from conversations.events import by_for_staff, by_for_visitor, event, unwrap, wrap
from conversations.limits import arrive, speak_for_a_second
from conversations.log import Appended, Author, Entry, Head, HeadRow, Known, KnownRow, ReadRow
from conversations.models import By, Kind, Status
from conversations.serializers import receipt_json
from conversations.streams import visitor_events
from conversations.tokens import Access, read_access
from tenants.addresses import fingerprint
from tenants.errors import BadToken, Forbidden, Refusal, Unavailable
from tenants.models import Brand
from tenants.realtime import agent_topic, visitor_topic

MAX_PEEK = 500  # Characters of what a visitor types that the agent is shown.


class VisitorSocket(Socket):
    decoder = visitor_decoder
    beat_seconds = settings.HEARTBEAT_SECONDS

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._brand: Brand
        self._access: Access
        self._author: Author | None = None
        self._visitor_id: int | None = None
        self._conversation_id: int | None = None
        self._conv: UUID | None = None
        self._agent_id = 0
        self._topic: bytes | None = None
        # Live events wait here until what came before them is sent.
        self._held: list[bytes] | None = None
        self._last_seq = 0
        # Numbers of events sent beside their ack, which will come back from the hub.
        self._own: set[int] = set()
        # Messages that it may send before it asks for more.
        self._allowance = 0
        self._typing = Bucket(4, 8)
        self._marks = Bucket(1, 5)
        self.table |= {Send: self.on_send, Read: self.on_read, Typing: self.on_typing}

    async def hello(self, hello: Hello) -> None:
        self._access = read_access(hello.token)
        self._brand = await self.live.brand(self._access.brand_key)
        if settings.ADDRESS_RATE:
            address = fingerprint(self._access.brand_key, self.address)
            await self.live.in_thread(arrive, self._brand, address)
        known = None
        if self._access.is_known or hello.after:
            known = await self._known()
        head = await self._join(known) if known else None
        self.tell(
            {
                "t": "welcome",
                "session": self.session,
                "epoch": await self.live.epoch(),
                "heads": {str(self._conv): head.last_seq} if head else {},
                "feed": None,
                "now": now(),
                "hb": self.beat_seconds,
                "limits": limits(),
                "conversation": _card(known) if known else None,
            }
        )
        if head and self._conv:
            await self._replay(hello.after.get(self._conv, 0), head.last_seq)
            tell_marks(self, self._conv, head)

    async def on_send(self, frame: Send) -> None:
        try:
            check_body(frame.body, has_files=bool(frame.files))
            if not self._allowance:
                self._allowance = await self.live.in_thread(
                    speak_for_a_second, self._access.visitor
                )
            self._allowance -= 1
            appended = await self._append(frame)
            if appended is None:
                await self._begin(frame)
            else:
                self._acknowledge(frame, appended)
                await self._outbox.drain()
        except Refusal as refusal:
            self.nack(frame.client_id, refusal)
            await self._on_refused(refusal)

    async def _on_refused(self, refusal: Refusal) -> None:
        if isinstance(refusal, Blocked):
            await self._outbox.drain()
            await self.close(CLOSE_REVOKED)
        elif not isinstance(refusal, Unavailable):
            await self.count_fault()

    def on_control(self, about: str, row_id: int) -> None:
        if about == "visitor" and row_id == self._visitor_id:
            self.start(self._look_again())

    async def _look_again(self) -> None:
        """The brand has blocked this visitor, or hears them again."""
        with suppress(BadToken, Blocked):
            await self._known_or_close()

    def on_typing(self, frame: Typing) -> None:
        if frame.conv == self._conv and self._agent_id and self._typing.take():
            typing: dict[str, Any] = {
                "t": "typing",
                "conv": self._conv,
                "text": frame.text[:MAX_PEEK],
            }
            typing["by"] = by_for_staff(self._author) if self._author else {}
            payload = wrap(self._conversation_id or 0, 0, self._agent_id, orjson.dumps(typing))
            self.live.hub.publish(agent_topic(self._brand.agency_id, self._agent_id), payload)

    async def on_read(self, frame: Read) -> None:
        if frame.conv == self._conv and self._conversation_id and self._marks.take():
            brand, pk = self._brand, self._conversation_id
            row = ReadRow(brand.agency_id, brand.pk, self._visitor_id, None, pk, frame.seq)
            await move_mark(self.live, frame.conv, row)

    async def beat(self) -> dict[str, Any]:
        head = await self._head()
        if head is None or head.status == Status.CLOSED:
            head = await self._find_newer() or head
        return {"heads": {str(self._conv): head.last_seq}} if head else {}

    async def _find_newer(self) -> Head | None:
        """A conversation that began without this socket: over REST, or in another tab."""
        known = await self._known_or_close()
        if known is None or known.conversation_id == self._conversation_id:
            return None
        head = await self._join(known)
        if head:
            await self._replay(0, head.last_seq)
        return head

    async def on_gone(self) -> None:
        if self._topic:
            self.live.hub.unsubscribe(self._topic, self._on_payload)

    def _on_payload(self, payload: bytes) -> None:
        if self._held is not None:
            self._held.append(payload)
            return
        envelope = unwrap(payload)
        if not envelope.seq:
            self.push(envelope.frame)
        elif envelope.seq in self._own:
            self._own.discard(envelope.seq)
        else:
            self._agent_id = envelope.agent_id
            self._hear(envelope.seq, envelope.frame)

    def _hear(self, seq: int, frame: bytes) -> None:
        assert self._conv is not None
        self._last_seq = max(self._last_seq, seq)
        self.push_event(self._conv, seq, frame)

    async def _append(self, frame: Send) -> Appended | None:
        """Append to the conversation at hand; None when it takes more than that."""
        if self._conversation_id is None or frame.files or frame.conv not in (None, self._conv):
            return None
        assert self._author is not None
        answer = await self.live.log.append(
            Entry(
                self._brand.agency_id,
                self._brand.pk,
                self._visitor_id,
                self._conversation_id,
                Kind.MESSAGE,
                self._author.kind,
                self._author.uuid,
                self._author.name,
                self._author.alias,
                None,
                frame.client_id,
                frame.body,
                None,
            )
        )
        if answer is None:
            raise Forbidden
        if answer.code == "closed" and frame.conv is None:
            return None
        if answer.code:
            raise REFUSALS[answer.code]
        return answer

    def _acknowledge(self, frame: Send, appended: Appended) -> None:
        receipt = receipt_json(frame.client_id, self._conv, appended)
        self._outbox.add(orjson.dumps({"t": "ack", **receipt}))
        if appended.duplicate:
            return
        assert self._author is not None
        assert self._conv is not None
        assert self._topic is not None
        agency_id, pk, seq = self._brand.agency_id, self._conversation_id or 0, appended.seq
        by = by_for_visitor(self._author)
        said = event(
            self._conv, seq, Kind.MESSAGE, appended.at, by, {"body": frame.body}, frame.client_id
        )
        # A visitor has one name, so the same bytes serve both sides.
        frame_of_event = orjson.dumps(said)
        if self._held is None and seq == self._last_seq + 1 and self.live.hub.is_connected:
            # Nothing is in between, so it leaves with the ack: one system call less.
            self._own.add(seq)
            self._last_seq, self._agent_id = seq, appended.agent_id or 0
            self._outbox.add_event(self._conv, seq, frame_of_event)
        payload = wrap(pk, seq, appended.agent_id, frame_of_event)
        if appended.agent_id:
            self.live.hub.publish(agent_topic(agency_id, appended.agent_id), payload)
        self.live.hub.publish(self._topic, payload)

    async def _begin(self, frame: Send) -> None:
        """A first message, one after the end, one with files: what takes more than the log."""
        conversation, appended = await self.live.in_thread(
            write_as_visitor, self._brand, self._access, _message(frame, self._brand)
        )
        self._access = self._access._replace(is_known=True)
        self.tell({"t": "ack", **receipt_json(frame.client_id, conversation.uuid, appended)})
        if conversation.pk != self._conversation_id:
            known = await self._known()
            head = await self._join(known) if known else None
            if known and head:
                await self._replay(0, head.last_seq)
                self._tell_place(known)

    def _tell_place(self, known: Known) -> None:
        if known.position:
            self.tell({"t": "queue", "conv": self._conv, "position": known.position})

    async def _known_or_close(self) -> Known | None:
        try:
            return await self._known()
        except (BadToken, Blocked):
            await self.close(CLOSE_REVOKED)
            raise

    async def _known(self) -> Known | None:
        brand, access = self._brand, self._access
        row = KnownRow(brand.agency_id, brand.pk, access.visitor, access.session)
        known = await self.live.log.visitor(row)
        if known and known.is_revoked:
            raise BadToken
        if known and known.is_blocked:
            raise Blocked
        return known

    async def _join(self, known: Known) -> Head | None:
        """Listen first, then read where it stands: nothing falls in between."""
        self._visitor_id = known.visitor_id
        self._author = Author(By.VISITOR, self._access.visitor, known.name, known.name)
        if known.conversation_id is None:
            return None
        await self.on_gone()
        self._conversation_id, self._conv = known.conversation_id, known.uuid
        self._topic = visitor_topic(self._brand.agency_id, known.conversation_id)
        self._held, self._own = [], set()
        self.live.hub.subscribe(self._topic, self._on_payload)
        head = await self._head()
        if head:
            self._agent_id = head.agent_id or 0
        return head

    async def _head(self) -> Head | None:
        if self._conversation_id is None:
            return None
        return await self.live.log.head(
            HeadRow(self._brand.agency_id, self._brand.pk, self._visitor_id, self._conversation_id)
        )

    async def _replay(self, after: int, head: int) -> None:
        assert self._conv is not None
        if head - after > MAX_REPLAY:
            self.tell({"t": "gap", "conv": self._conv, "head": head})
        elif head > after:
            assert self._visitor_id is not None
            stream = await self.live.in_thread(
                visitor_events, self._brand, self._visitor_id, self._conv, after, head - after
            )
            for one in stream.events:
                self.push_event(self._conv, one["seq"], orjson.dumps(one))
        self._last_seq = head
        held, self._held = self._held or [], None
        for payload in held:
            if not 0 < unwrap(payload).seq <= head:
                self._on_payload(payload)


def _card(known: Known) -> dict[str, Any] | None:
    """The conversation as docs/protocol.md has it: CONV."""
    if known.conversation_id is None:
        return None
    agent = {"id": known.agent_uuid, "name": known.alias, "photo": known.photo}
    return {
        "id": known.uuid,
        "status": known.status,
        "head": known.last_seq,
        "agent": agent if known.agent_uuid else None,
        "position": known.position,
        "outcome": known.outcome or None,
    }


def _message(frame: Send, brand: Brand) -> VisitorMessage:
    page = frame.page
    return VisitorMessage(
        client_id=frame.client_id,
        body=frame.body,
        conv=frame.conv,
        page=Page(page.url, page.title, page.referrer) if page else Page(),
        name=frame.name,
        email=frame.email,
        language=brand.language,
        files=frame.files,
    )
