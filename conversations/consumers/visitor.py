"""A visitor's socket: one conversation, from its first message to its end."""

from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import orjson
from django.conf import settings
from django.utils.timezone import now

from conversations.consumers.bucket import Bucket
from conversations.consumers.frames import Hello, Read, Send, Typing, visitor_decoder
from conversations.consumers.guest import Guest
from conversations.consumers.reading import move_mark, tell_marks
from conversations.consumers.socket import (
    CLOSE_REVOKED,
    CLOSE_UNAVAILABLE,
    MAX_REPLAY,
    Socket,
    limits,
)
from conversations.errors import Blocked
from conversations.events import by_for_staff, by_for_visitor, event, unwrap, wrap
from conversations.limits import arrive, speak_for_a_second
from conversations.log import Appended, Head, Known
from conversations.models import Kind, Status
from conversations.serializers import known_conversation_json, receipt_json
from conversations.words import check_body
from tenants.addresses import fingerprint
from tenants.errors import BadToken, Refusal, Unavailable
from tenants.realtime import agent_topic, visitor_topic

MAX_PEEK = 500  # Characters of what a visitor types that the agent is shown.


class VisitorSocket(Socket):
    decoder = visitor_decoder
    beat_seconds = settings.HEARTBEAT_SECONDS

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.guest = Guest(self.live)
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
        guest = self.guest
        await guest.enter(hello.token)
        if settings.ADDRESS_RATE:
            address = fingerprint(guest.access.brand_key, self.address)
            await self.live.in_thread(arrive, guest.brand, address)
        known = await guest.known() if guest.access.is_known or hello.after else None
        head = await self._join(known) if known else None
        self.tell(
            {
                "t": "welcome",
                "session": self.session,
                "epoch": await self.live.epoch(),
                "heads": {str(guest.conv): head.last_seq} if head else {},
                "feed": None,
                "now": now(),
                "hb": self.beat_seconds,
                "limits": limits(),
                "conversation": known_conversation_json(known) if known else None,
            }
        )
        if head and guest.conv:
            await self._replay(hello.after.get(guest.conv, 0), head.last_seq)
            tell_marks(self, guest.conv, head)

    async def on_send(self, frame: Send) -> None:
        try:
            check_body(frame.body, has_files=bool(frame.files))
            if not self._allowance:
                visitor = self.guest.access.visitor
                self._allowance = await self.live.in_thread(speak_for_a_second, visitor)
            self._allowance -= 1
            appended = await self.guest.say(frame)
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
        if about == "visitor" and row_id == self.guest.visitor_id:
            self.start(self._look_again())

    async def _look_again(self) -> None:
        """The brand has blocked this visitor."""
        with suppress(BadToken, Blocked):
            await self._known_or_close()

    def on_typing(self, frame: Typing) -> Awaitable[None] | None:
        guest = self.guest
        if frame.conv == guest.conv and self._agent_id and self._typing.take():
            text = frame.text[:MAX_PEEK]
            by = by_for_staff(guest.author) if guest.author else {}
            typing = {"t": "typing", "conv": guest.conv, "text": text, "by": by}
            payload = wrap(guest.conversation_id or 0, 0, self._agent_id, orjson.dumps(typing))
            self.live.hub.publish(agent_topic(guest.agency_id, self._agent_id), payload)
        return self.count_chatter()

    async def on_read(self, frame: Read) -> None:
        mark = self.guest.mark(frame.seq) if frame.conv == self.guest.conv else None
        if mark and self._marks.take():
            await move_mark(self.live, frame.conv, mark)
        elif counted := self.count_chatter():
            await counted

    async def beat(self) -> dict[str, Any]:
        head = await self.guest.head()
        if head is None or head.status == Status.CLOSED:
            head = await self._find_newer() or head
        return {"heads": {str(self.guest.conv): head.last_seq}} if head else {}

    async def _find_newer(self) -> Head | None:
        """Go on in a conversation that began without this socket: over REST, in another tab."""
        known = await self._known_or_close()
        if known is None or known.conversation_id == self.guest.conversation_id:
            return None
        try:
            head = await self._join(known)
            if head:
                await self._replay(0, head.last_seq)
                self._tell_place(known)
        except Unavailable:
            # Joined by half it would hear nothing more; the client comes again.
            await self.close(CLOSE_UNAVAILABLE)
            raise
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
        assert self.guest.conv is not None
        self._last_seq = max(self._last_seq, seq)
        self.push_event(self.guest.conv, seq, frame)

    def _acknowledge(self, frame: Send, appended: Appended) -> None:
        author, conv = self.guest.author, self.guest.conv
        receipt = receipt_json(frame.client_id, conv, appended)
        self._outbox.add(orjson.dumps({"t": "ack", **receipt}))
        if appended.duplicate:
            return
        assert author is not None
        assert conv is not None
        assert self._topic is not None
        seq, data = appended.seq, {"body": frame.body}
        by = by_for_visitor(author)
        said = event(conv, seq, Kind.MESSAGE, appended.at, by, data, frame.client_id)
        # A visitor has one name, so the same bytes serve both sides.
        frame_of_event = orjson.dumps(said)
        if self._held is None and seq == self._last_seq + 1 and self.live.hub.is_connected:
            # Nothing is in between, so it leaves with the ack: one system call less.
            self._own.add(seq)
            self._last_seq, self._agent_id = seq, appended.agent_id or 0
            self._outbox.add_event(conv, seq, frame_of_event)
        pk = self.guest.conversation_id or 0
        payload = wrap(pk, seq, appended.agent_id, frame_of_event)
        if appended.agent_id:
            topic = agent_topic(self.guest.agency_id, appended.agent_id)
            self.live.hub.publish(topic, payload)
        self.live.hub.publish(self._topic, payload)

    async def _begin(self, frame: Send) -> None:
        """Its conversation may be a new one, or none that this socket has heard of."""
        conversation, appended = await self.guest.begin(frame)
        self.tell({"t": "ack", **receipt_json(frame.client_id, conversation.uuid, appended)})
        if conversation.pk != self.guest.conversation_id:
            # The message is stored and acknowledged, whatever becomes of the rest.
            with suppress(Refusal):
                await self._find_newer()

    def _tell_place(self, known: Known) -> None:
        if known.position:
            self.tell({"t": "queue", "conv": self.guest.conv, "position": known.position})

    async def _known_or_close(self) -> Known | None:
        try:
            return await self.guest.known()
        except (BadToken, Blocked):
            await self.close(CLOSE_REVOKED)
            raise

    async def _join(self, known: Known) -> Head | None:
        """Listen first, then read where it stands: nothing falls in between.

        What is heard waits for ``_replay``. Raises Unavailable, and then the socket has to close.
        """
        self.guest.take_up(known)
        if known.conversation_id is None:
            return None
        await self.on_gone()
        self._topic = visitor_topic(self.guest.agency_id, known.conversation_id)
        self._held, self._own = [], set()
        self.live.hub.subscribe(self._topic, self._on_payload)
        head = await self.guest.head()
        if head is None:
            raise Unavailable  # It was there a moment ago.
        self._agent_id = head.agent_id or 0
        return head

    async def _replay(self, after: int, head: int) -> None:
        conv = self.guest.conv
        assert conv is not None
        if head - after > MAX_REPLAY:
            self.tell({"t": "gap", "conv": conv, "head": head})
        elif head > after:
            for one in await self.guest.events(after, head - after):
                self.push_event(conv, one["seq"], orjson.dumps(one))
        self._last_seq = head
        held, self._held = self._held or [], None
        for payload in held:
            if not 0 < unwrap(payload).seq <= head:
                self._on_payload(payload)
