"""What a console says: messages, notes, and that somebody types."""

from uuid import UUID

import orjson

from conversations.actions.messages import REFUSALS
from conversations.consumers import desk
from conversations.consumers.bucket import Bucket
from conversations.consumers.desk import Reference
from conversations.consumers.frames import Send, Typing
from conversations.consumers.seat import Seat
from conversations.consumers.socket import Socket
from conversations.events import (
    by_for_staff,
    by_for_visitor,
    event,
    hidden_event,
    wrap,
)
from conversations.log import Appended, Author, Entry
from conversations.models import Kind
from conversations.serializers import Wire, receipt_json
from conversations.words import check_body
from tenants.errors import Forbidden, Invalid, Refusal
from tenants.realtime import agent_topic, visitor_topic


class Speaking:
    def __init__(self, socket: Socket, seat: Seat) -> None:
        self._socket = socket
        self._seat = seat
        self._typing = Bucket(10, 20)

    async def on_send(self, frame: Send) -> None:
        try:
            if frame.conv is None:
                raise Invalid
            if frame.files:
                await self._send_files(frame, frame.conv)
                return
            check_body(frame.body)
            known = await self._seat.reference(frame.conv)
            author = await self._seat.author(known, is_note=frame.note)
            data = await self._data(frame, known, author)
            appended = await self._append(frame, known, author, data)
            self._acknowledge(frame, known, author, appended, data)
        except Refusal as refusal:
            self._socket.nack(frame.client_id, refusal)

    async def _send_files(self, frame: Send, conv: UUID) -> None:
        """Files are locked and marked in the message's transaction, so it takes a thread."""
        appended = await self._seat.as_member(desk.write, conv, self._seat.member, frame)
        self._socket.tell({"t": "ack", **receipt_json(frame.client_id, conv, appended)})

    async def on_typing(self, frame: Typing) -> None:
        if not self._typing.take():
            return
        try:
            known = await self._seat.reference(frame.conv)
            author = await self._seat.author(known, is_note=False)
        except Refusal:
            return
        typing = {"t": "typing", "conv": known.uuid, "by": by_for_visitor(author)}
        topic = visitor_topic(self._seat.agency_id, known.pk)
        self._socket.live.hub.publish(topic, wrap(known.pk, 0, 0, orjson.dumps(typing)))

    async def _data(self, frame: Send, known: Reference, author: Author) -> Wire:
        # Most messages are written by hand, and wait for no thread.
        if not frame.canned:
            return {}
        return await self._seat.as_member(
            desk.data_of, known.uuid, self._seat.member, frame, author
        )

    async def _append(self, frame: Send, known: Reference, author: Author, data: Wire) -> Appended:
        answer = await self._socket.live.log.append(
            Entry(
                self._seat.agency_id,
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
        self._socket.tell({"t": "ack", **receipt_json(frame.client_id, known.uuid, appended)})
        if appended.duplicate:
            return
        if appended.accepted:
            accepted = appended._replace(seq=appended.seq - 1)
            self._publish(known, Kind.ACCEPTED, accepted, author, {}, None)
            self._socket.start(self._seat.as_member(desk.tell_item, known.uuid))
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
        agency_id, seq, holder = self._seat.agency_id, appended.seq, appended.agent_id
        staff = event(known.uuid, seq, kind, appended.at, by_for_staff(author), data, client_id)
        if kind == Kind.NOTE:
            visitors = hidden_event(known.uuid, seq)
        else:
            by = by_for_visitor(author)
            visitors = event(known.uuid, seq, kind, appended.at, by, data, client_id)
        hub = self._socket.live.hub
        if holder:
            payload = wrap(known.pk, seq, holder, orjson.dumps(staff))
            hub.publish(agent_topic(agency_id, holder), payload)
        payload = wrap(known.pk, seq, holder, orjson.dumps(visitors))
        hub.publish(visitor_topic(agency_id, known.pk), payload)
