"""What reaches a console: the topics in its reach, the inbox, and events that it missed."""

from collections.abc import Callable, Mapping
from uuid import UUID

import orjson

from conversations.consumers import desk
from conversations.consumers.desk import Changes
from conversations.consumers.seat import Seat
from conversations.consumers.socket import MAX_REPLAY, Socket
from conversations.events import unwrap
from conversations.streams import member_events
from tenants.errors import Refusal
from tenants.hub import Hub
from tenants.realtime import agent_topic, brand_topic, presence_topic

Listener = Callable[[bytes], None]


class Subscriptions:
    """The topics that somebody listens to, changed as a whole."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._topics: Mapping[bytes, Listener] = {}

    def change_to(self, wanted: Mapping[bytes, Listener]) -> None:
        """Join what is new, and leave what is wanted no more."""
        for topic in self._topics.keys() - wanted.keys():
            self._hub.unsubscribe(topic, self._topics[topic])
        for topic in wanted.keys() - self._topics.keys():
            self._hub.subscribe(topic, wanted[topic])
        self._topics = wanted


class Hearing:
    def __init__(self, socket: Socket, seat: Seat) -> None:
        self._socket = socket
        self._seat = seat
        self._subscriptions = Subscriptions(socket.live.hub)

    def listen(self) -> None:
        """Hear what is in reach, and nothing else."""
        agency_id, push = self._seat.agency_id, self._socket.push
        wanted: dict[bytes, Listener] = {presence_topic(agency_id): push}
        wanted |= {brand_topic(agency_id, brand_id): push for brand_id in self._seat.brand_ids}
        if self._seat.agent:
            wanted[agent_topic(agency_id, self._seat.agent.pk)] = self._on_payload
        self._subscriptions.change_to(wanted)

    def stop(self) -> None:
        self._subscriptions.change_to({})

    def _on_payload(self, payload: bytes) -> None:
        envelope = unwrap(payload)
        known = self._seat.known(envelope.conversation_id)
        if not envelope.seq:
            self._socket.push(envelope.frame)
        elif known is None:
            # New to this console, such as one just assigned: its id is in the frame.
            conv = UUID(orjson.loads(envelope.frame)["conv"])
            self._socket.start(self._learn_and_push(conv, envelope.seq, envelope.frame))
        else:
            self._socket.push_event(known.uuid, envelope.seq, envelope.frame)

    async def _learn_and_push(self, conv: UUID, seq: int, frame: bytes) -> None:
        try:
            await self._seat.reference(conv)
        except Refusal:
            return  # Of a brand that this member has lost meanwhile.
        self._socket.push_event(conv, seq, frame)

    def tell_feed(self, changes: Changes) -> None:
        tell = self._socket.tell
        if changes.is_limited:
            tell({"t": "feed", "cursor": changes.cursor, "items": [], "limited": True})
            return
        *earlier, last = desk.in_parts(changes.items)
        for part in earlier:
            tell({"t": "feed", "items": part})
        if last:
            tell({"t": "feed", "cursor": changes.cursor, "items": last})

    async def replay(self, conv: UUID, after: int) -> None:
        """What happened after a number, as the staff sees it."""
        try:
            known = await self._seat.reference(conv)
        except Refusal:
            return
        found = await self._seat.head(known)
        head = found.last_seq if found else 0
        if head - after > MAX_REPLAY:
            self._socket.tell({"t": "gap", "conv": conv, "head": head})
        elif head > after:
            stream = await self._seat.as_member(member_events, conv, after, head - after)
            for one in stream.events:
                self._socket.push_event(conv, one["seq"], orjson.dumps(one))
