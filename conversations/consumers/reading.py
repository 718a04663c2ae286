"""How far each side has read: one says it, the other is shown it."""

from uuid import UUID

import orjson

from conversations.consumers.bucket import Bucket
from conversations.consumers.frames import Read
from conversations.consumers.live import Live
from conversations.consumers.seat import Seat
from conversations.consumers.socket import Socket
from conversations.events import wrap
from conversations.log import Head, Held, ReadRow
from conversations.models import By
from tenants.errors import Refusal, Unavailable
from tenants.realtime import agent_topic, visitor_topic


def tell_marks(socket: Socket, conv: UUID, head: Head | Held) -> None:
    """What was read before this socket opened."""
    for by, seq in ((By.VISITOR, head.visitor_read), (By.AGENT, head.agent_read)):
        if seq:
            socket.tell({"t": "read", "conv": conv, "by": by, "seq": seq})


async def move_mark(live: Live, conv: UUID, row: ReadRow) -> None:
    """Store how far somebody has read, and tell the other side if that is news."""
    try:
        marked = await live.log.mark_read(row)
    except Unavailable:
        return  # The next mark says all that this one did.
    if marked is None:
        return
    by = By.AGENT if row.visitor_id is None else By.VISITOR
    if by == By.AGENT:
        topic = visitor_topic(row.agency_id, row.conversation_id)
    elif marked.agent_id:
        topic = agent_topic(row.agency_id, marked.agent_id)
    else:
        return
    frame = {"t": "read", "conv": conv, "by": by, "seq": marked.seq}
    live.hub.publish(topic, wrap(row.conversation_id, 0, 0, orjson.dumps(frame)))


class Reading:
    """What the agent at a console has seen. Only who holds a conversation reads it for all."""

    def __init__(self, socket: Socket, seat: Seat) -> None:
        self._socket = socket
        self._seat = seat
        self._marks = Bucket(10, 40)

    async def on_read(self, frame: Read) -> None:
        agent = self._seat.agent
        if agent is None or not self._marks.take():
            return
        try:
            known = await self._seat.reference(frame.conv)
        except Refusal:
            return
        row = ReadRow(self._seat.agency_id, known.brand_id, None, agent.pk, known.pk, frame.seq)
        await move_mark(self._socket.live, known.uuid, row)
