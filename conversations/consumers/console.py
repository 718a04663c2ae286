"""An agent's or supervisor's console: all their conversations on one socket."""

import asyncio
import time
from collections.abc import Callable
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import orjson
from django.utils.timezone import now

from agents.models import Agent
from conversations.actions.messages import REFUSALS, check_body
from conversations.consumers import desk
from conversations.consumers.desk import Desk, Reference
from conversations.consumers.frames import Do, Hello, Send, SetStatus, Typing, console_decoder
from conversations.consumers.live import Lease
from conversations.consumers.socket import CLOSE_REVOKED, MAX_REPLAY, Bucket, Socket, limits
from conversations.events import (
    Wire,
    by_for_staff,
    by_for_visitor,
    event,
    hidden_event,
    unwrap,
    wrap,
)
from conversations.log import Appended, Author, Entry, HeadRow
from conversations.models import Kind
from conversations.serializers import receipt_json
from conversations.streams import member_events
from tenants.errors import BadToken, Forbidden, Invalid, Refusal
from tenants.realtime import agent_topic, brand_topic, presence_topic, visitor_topic
from tenants.tickets import Pass, look_again, use_ticket

R = TypeVar("R")
BEAT_SECONDS = 10
# Longer unheard, and the agent counts as gone: two heartbeats of the client, and some.
HEARD_SECONDS = 15


class ConsoleSocket(Socket):
    decoder = console_decoder
    sends_together: ClassVar[bool] = True
    beat_seconds = BEAT_SECONDS

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._pass: Pass
        self._agent: Agent | None = None
        self._lease: UUID | None = None
        self._cursor = 0
        self._topics: dict[bytes, Callable[[bytes], None]] = {}
        self._by_uuid: dict[UUID, Reference] = {}
        self._by_pk: dict[int, Reference] = {}
        self._authors: dict[tuple[int, bool], Author] = {}
        self._typing = Bucket(10, 20)
        self.table |= {
            Send: self.on_send,
            Typing: self.on_typing,
            Do: self.on_do,
            SetStatus: self.on_status,
        }

    # Opening and closing.

    async def hello(self, hello: Hello) -> None:
        self._pass = await self.live.in_thread(use_ticket, hello.ticket)
        self._agent, self._lease = await self._as_member(desk.sit_down, self._pass.member)
        self._listen(await self._as_member(desk.brand_ids))
        seen = await self._as_member(desk.look, self._agent, hello.feed)
        self._cursor = seen.cursor
        self.tell(
            {
                "t": "welcome",
                "session": self.session,
                "epoch": await self.live.epoch(),
                "heads": await self._heads(seen.held),
                # The items follow: until it has them, the client stands where it stood.
                "feed": hello.feed if seen.has_changes else seen.cursor,
                "now": now(),
                "hb": self.beat_seconds,
                "limits": limits(),
            }
        )
        self._tell_feed(seen)
        for conv, after in hello.after.items():
            await self._replay(conv, after)

    async def on_gone(self) -> None:
        for topic, listener in self._topics.items():
            self.live.hub.unsubscribe(topic, listener)
        if self._lease:
            await self._as_member(desk.leave, self._lease)

    def lease(self) -> Lease | None:
        if self._lease is None or time.monotonic() - self.heard_at > HEARD_SECONDS:
            return None
        return Lease(self._pass.member.agency_id, self._lease)

    def on_control(self, about: str, row_id: int) -> None:
        mine = {"membership": self._pass.member.pk, "user": self._pass.member.user_id}
        if mine.get(about) == row_id:
            self.start(self._look_again())

    async def _look_again(self) -> None:
        """Something about this member changed: lose what they lost, or close."""
        try:
            await self._refresh_pass()
        except BadToken:
            await self.close(CLOSE_REVOKED)
            return
        self._authors.clear()
        self._listen(await self._as_member(desk.brand_ids))
        allowed = self._pass.scope.brand_ids
        if allowed is not None:
            for one in [one for one in self._by_pk.values() if one.brand_id not in allowed]:
                del self._by_pk[one.pk], self._by_uuid[one.uuid]
        self.tell({"t": "feed", "items": [], "limited": True})

    async def _refresh_pass(self) -> None:
        old = self._pass
        self._pass = await self.live.in_thread(
            look_again, old.member.agency_id, old.member.pk, old.session_key
        )

    def _listen(self, brand_ids: list[int]) -> None:
        """Join the topics of what is in reach, and leave the others."""
        agency_id = self._pass.member.agency_id
        wanted: dict[bytes, Callable[[bytes], None]] = {presence_topic(agency_id): self.push}
        wanted |= {brand_topic(agency_id, brand_id): self.push for brand_id in brand_ids}
        if self._agent:
            wanted[agent_topic(agency_id, self._agent.pk)] = self._on_payload
        for topic in self._topics.keys() - wanted.keys():
            self.live.hub.unsubscribe(topic, self._topics[topic])
        for topic in wanted.keys() - self._topics.keys():
            self.live.hub.subscribe(topic, wanted[topic])
        self._topics = wanted

    # Hearing.

    def _on_payload(self, payload: bytes) -> None:
        envelope = unwrap(payload)
        known = self._by_pk.get(envelope.conversation_id)
        if not envelope.seq:
            self.push(envelope.frame)
        elif known is None:
            # New to this console, such as one just assigned: its id is in the frame.
            conv = UUID(orjson.loads(envelope.frame)["conv"])
            self.start(self._learn_and_push(conv, envelope.seq, envelope.frame))
        else:
            self.push_event(known.uuid, envelope.seq, envelope.frame)

    async def _learn_and_push(self, conv: UUID, seq: int, frame: bytes) -> None:
        try:
            await self._reference(conv)
        except Refusal:
            return  # Of a brand that this member has lost meanwhile.
        self.push_event(conv, seq, frame)

    async def beat(self) -> Wire:
        await self._refresh_or_close()
        seen = await self._as_member(desk.look, self._agent, self._cursor)
        self._cursor = seen.cursor
        self._tell_feed(seen)
        return {"heads": await self._heads(seen.held), "feed": seen.cursor}

    async def _refresh_or_close(self) -> None:
        try:
            await self._refresh_pass()
        except BadToken:
            await self.close(CLOSE_REVOKED)
            raise

    def _tell_feed(self, seen: Desk) -> None:
        if seen.is_limited:
            self.tell({"t": "feed", "cursor": seen.cursor, "items": [], "limited": True})
            return
        *earlier, last = desk.in_parts(seen.changed)
        for part in earlier:
            self.tell({"t": "feed", "items": part})
        if last:
            self.tell({"t": "feed", "cursor": seen.cursor, "items": last})

    async def _replay(self, conv: UUID, after: int) -> None:
        try:
            known = await self._reference(conv)
        except Refusal:
            return
        head = await self._head(known)
        if head - after > MAX_REPLAY:
            self.tell({"t": "gap", "conv": conv, "head": head})
        elif head > after:
            events, _ = await self._as_member(member_events, conv, after, head - after)
            for one in events:
                self.push_event(conv, one["seq"], orjson.dumps(one))

    # Speaking.

    async def on_send(self, frame: Send) -> None:
        try:
            check_body(frame.body)
            if frame.conv is None:
                raise Invalid
            known = await self._reference(frame.conv)
            author = await self._author(known, is_note=frame.note)
            data = await self._data(frame, known, author)
            appended = await self._append(frame, known, author, data)
            self._acknowledge(frame, known, author, appended, data)
        except Refusal as refusal:
            self.nack(frame.client_id, refusal)

    async def _data(self, frame: Send, known: Reference, author: Author) -> Wire:
        # Most messages are written by hand, and wait for no thread.
        if not frame.canned:
            return {}
        member = self._pass.member
        return await self._as_member(desk.data_of, known.uuid, member, frame, author)

    async def _append(self, frame: Send, known: Reference, author: Author, data: Wire) -> Appended:
        answer = await self.live.log.append(
            Entry(
                self._pass.member.agency_id,
                known.brand_id,
                None,
                known.pk,
                Kind.NOTE if frame.note else Kind.MESSAGE,
                author.kind,
                author.uuid,
                author.name,
                author.alias,
                author.agent_id,
                frame.client_id,
                frame.body,
                orjson.dumps(data).decode() if data else None,
            )
        )
        if answer is None:
            raise Forbidden
        if answer.code:
            raise REFUSALS[answer.code]
        return answer

    def _acknowledge(
        self, frame: Send, known: Reference, author: Author, appended: Appended, data: Wire
    ) -> None:
        self.tell({"t": "ack", **receipt_json(frame.client_id, known.uuid, appended)})
        if appended.duplicate:
            return
        if appended.accepted:
            accepted = appended._replace(seq=appended.seq - 1)
            self._publish(known, Kind.ACCEPTED, accepted, author, {}, None)
            self.start(self._as_member(desk.tell_item, known.uuid))
        kind = Kind.NOTE if frame.note else Kind.MESSAGE
        self._publish(known, kind, appended, author, {"body": frame.body, **data}, frame.client_id)

    def _publish(
        self,
        known: Reference,
        kind: Kind,
        appended: Appended,
        author: Author,
        data: Wire,
        client_id: UUID | None,
    ) -> None:
        agency_id, seq, holder = self._pass.member.agency_id, appended.seq, appended.agent_id
        staff = event(known.uuid, seq, kind, appended.at, by_for_staff(author), data, client_id)
        if kind == Kind.NOTE:
            visitors = hidden_event(known.uuid, seq)
        else:
            by = by_for_visitor(author)
            visitors = event(known.uuid, seq, kind, appended.at, by, data, client_id)
        if holder:
            payload = wrap(known.pk, seq, holder, orjson.dumps(staff))
            self.live.hub.publish(agent_topic(agency_id, holder), payload)
        payload = wrap(known.pk, seq, holder, orjson.dumps(visitors))
        self.live.hub.publish(visitor_topic(agency_id, known.pk), payload)

    async def on_typing(self, frame: Typing) -> None:
        if not self._typing.take():
            return
        try:
            known = await self._reference(frame.conv)
            author = await self._author(known, is_note=False)
        except Refusal:
            return
        typing = {"t": "typing", "conv": known.uuid, "by": by_for_visitor(author)}
        topic = visitor_topic(self._pass.member.agency_id, known.pk)
        self.live.hub.publish(topic, wrap(known.pk, 0, 0, orjson.dumps(typing)))

    # Doing.

    async def on_do(self, frame: Do) -> None:
        try:
            conv = await self._as_member(desk.do, self._pass.member, frame)
        except Refusal as refusal:
            answer: Wire = {"t": "refused", "id": frame.id, "code": refusal.code}
            self.tell({**answer, "detail": str(refusal)})
        else:
            self.tell({"t": "done", "id": frame.id, "conv": conv})

    async def on_status(self, frame: SetStatus) -> None:
        if self._agent is None:
            self.tell({"t": "error", "code": "invalid", "detail": "Only agents have a status."})
            return
        try:
            await self._as_member(desk.change_status, self._pass.member, frame)
        except Refusal as refusal:
            self.tell({"t": "error", "code": refusal.code, "detail": str(refusal)})

    # Looking up.

    async def _reference(self, conv: UUID) -> Reference:
        known = self._by_uuid.get(conv)
        if known is None:
            known = await self._as_member(desk.reference, conv)
            self._learn([known])
        return known

    def _learn(self, references: list[Reference]) -> list[Reference]:
        for one in references:
            self._by_uuid[one.uuid] = self._by_pk[one.pk] = one
        return references

    async def _author(self, known: Reference, *, is_note: bool) -> Author:
        key = (known.brand_id, is_note)
        author = self._authors.get(key)
        if author is None:
            member = self._pass.member
            author = await self._as_member(desk.author, known.uuid, member, is_note)
            self._authors[key] = author
        return author

    async def _heads(self, held: list[Reference]) -> dict[str, int]:
        heads = await asyncio.gather(*(self._head(one) for one in self._learn(held)))
        return {str(one.uuid): head for one, head in zip(held, heads, strict=True)}

    async def _head(self, known: Reference) -> int:
        row = HeadRow(self._pass.member.agency_id, known.brand_id, None, known.pk)
        head = await self.live.log.head(row)
        return head.last_seq if head else 0

    async def _as_member(self, function: Callable[..., R], *args: Any) -> R:
        return await self.live.in_thread(desk.in_scope, self._pass, function, *args)
