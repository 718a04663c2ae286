"""Conversations of others that somebody of the office watches on this socket.

Every event of a conversation passes its visitor's topic, so that topic says when something
happened and who holds it. What the staff sees of it comes from the holder's topic; while nobody
holds the conversation, it is read from the log.
"""

import logging
from uuid import UUID

from conversations.actions.supervision import renew_watches
from conversations.consumers import desk
from conversations.consumers.desk import Reference
from conversations.consumers.hearing import Hearing, Listener, Subscriptions
from conversations.consumers.seat import Seat
from conversations.consumers.socket import Socket
from conversations.events import unwrap
from tenants.errors import NotFound, Refusal
from tenants.realtime import agent_topic, visitor_topic

logger = logging.getLogger(__name__)


class Watched:
    """A conversation that is watched, and how far this console was told of it."""

    __slots__ = ("holder", "known", "last")

    def __init__(self, known: Reference) -> None:
        self.known = known
        # None until its head was read: what is heard before that is read with it.
        self.holder: int | None = None
        self.last = 0


class Watching:
    def __init__(self, socket: Socket, seat: Seat, hearing: Hearing) -> None:
        self._socket = socket
        self._seat = seat
        self._hearing = hearing
        self._id = UUID(socket.session)
        self._watched: dict[int, Watched] = {}
        self._subscriptions = Subscriptions(socket.live.hub)

    @property
    def references(self) -> list[Reference]:
        return [one.known for one in self._watched.values()]

    async def begin(self, conv: UUID) -> UUID:
        """Raises a Refusal. Again does nothing."""
        known = await self._seat.reference(conv)
        await self._seat.as_member(desk.watch, conv, self._seat.member, self._id)
        if known.pk not in self._watched:
            await self._follow(known)
        return known.uuid

    async def _follow(self, known: Reference) -> None:
        """Listen first, then read where it stands: nothing falls in between."""
        one = self._watched[known.pk] = Watched(known)
        self._listen()
        try:
            head = await self._seat.head(known)
            if head is None:
                raise NotFound
            one.holder, one.last = head.agent_id or 0, head.last_seq
            self._listen()
            # The latest again: by its number the client sees what it has not got yet.
            await self._hearing.replay(known.uuid, head.last_seq - 1)
        except Refusal:
            self._forget(known.pk)
            raise

    async def end(self, conv: UUID) -> UUID:
        known = await self._seat.reference(conv)
        if known.pk in self._watched:
            await self._end_in_log(known)
            self._forget(known.pk)
        return known.uuid

    async def renew(self) -> None:
        """Say that the socket is there. What is over is watched no more."""
        if watched := set(self._watched):
            left = await self._seat.as_member(renew_watches, self._id)
            for pk in watched - left:
                self._forget(pk)

    async def stop(self) -> None:
        """The socket is gone, or the right to watch: the log says that it is over."""
        if not self._watched:
            return
        watched, self._watched = self._watched, {}
        self._listen()
        for one in watched.values():
            try:
                await self._end_in_log(one.known)
            except Refusal:
                logger.warning("A watch has to run out: its end could not be stored.")

    async def _end_in_log(self, known: Reference) -> None:
        member = self._seat.member
        await self._seat.live.in_thread(desk.unwatch, known.uuid, member, self._id)

    def _forget(self, pk: int) -> None:
        self._watched.pop(pk, None)
        self._listen()

    def _listen(self) -> None:
        agency_id, agent = self._seat.agency_id, self._seat.agent
        wanted: dict[bytes, Listener] = {
            visitor_topic(agency_id, pk): self._on_sign for pk in self._watched
        }
        # What the member holds themselves is heard already.
        holders = {one.holder for one in self._watched.values() if one.holder}
        holders.discard(agent.pk if agent else None)
        wanted |= {agent_topic(agency_id, holder): self._on_payload for holder in holders}
        self._subscriptions.change_to(wanted)

    def _on_payload(self, payload: bytes) -> None:
        """From a holder's topic, which has the events of their other conversations too."""
        envelope = unwrap(payload)
        one = self._watched.get(envelope.conversation_id)
        if one is None:
            return
        if envelope.seq:
            one.last = max(one.last, envelope.seq)
            self._socket.push_event(one.known.uuid, envelope.seq, envelope.frame)
        else:
            self._socket.push(envelope.frame)

    def _on_sign(self, payload: bytes) -> None:
        """From the visitor's topic: something happened, and this is who holds it now."""
        envelope = unwrap(payload)
        one = self._watched.get(envelope.conversation_id)
        if one is None or one.holder is None or not envelope.seq:
            return
        if envelope.agent_id != one.holder:
            one.holder = envelope.agent_id
            self._listen()
        elif one.holder:
            return
        if envelope.seq > one.last:
            self._socket.start(self._hearing.replay(one.known.uuid, one.last))
            one.last = envelope.seq
