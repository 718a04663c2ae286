"""An agent's or supervisor's console: all their conversations on one socket."""

import time
from typing import Any, ClassVar
from uuid import UUID

from django.utils.timezone import now

from conversations.consumers import desk
from conversations.consumers.frames import (
    Do,
    Hello,
    Read,
    Send,
    SetStatus,
    Typing,
    console_decoder,
)
from conversations.consumers.hearing import Hearing
from conversations.consumers.live import Lease
from conversations.consumers.reading import Reading, tell_marks
from conversations.consumers.seat import Seat
from conversations.consumers.socket import CLOSE_REVOKED, Socket, limits
from conversations.consumers.speaking import Speaking
from conversations.consumers.watching import Watching
from conversations.serializers import Wire
from tenants.errors import BadToken, Refusal

BEAT_SECONDS = 10
# Longer unheard, and the agent counts as gone: two heartbeats of the client, and some.
HEARD_SECONDS = 15


class ConsoleSocket(Socket):
    decoder = console_decoder
    sends_together: ClassVar[bool] = True
    beat_seconds = BEAT_SECONDS

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.seat = Seat(self.live)
        self.hearing = Hearing(self, self.seat)
        self.speaking = Speaking(self, self.seat)
        self.reading = Reading(self, self.seat)
        self.watching = Watching(self, self.seat, self.hearing)
        self._feed = 0
        self.table |= {
            Send: self.speaking.on_send,
            Typing: self.speaking.on_typing,
            Read: self.reading.on_read,
            Do: self.on_do,
            SetStatus: self.on_status,
        }

    # Opening and closing.

    async def hello(self, hello: Hello) -> None:
        await self.seat.sit_down(hello.ticket)
        self.hearing.listen()
        seen = await self.seat.look(hello.feed)
        changes = await self.seat.changes(seen, hello.feed)
        self._feed = changes.cursor
        self.tell(
            {
                "t": "welcome",
                "session": self.session,
                "epoch": await self.live.epoch(),
                "heads": {str(one.uuid): one.last_seq for one in seen.held},
                # The items follow: until it has them, the client stands where it stood.
                "feed": hello.feed if seen.has_changes else self._feed,
                "now": now(),
                "hb": self.beat_seconds,
                "limits": limits(),
            }
        )
        self.hearing.tell_feed(changes)
        for conv, after in hello.after.items():
            await self.hearing.replay(conv, after)
        for one in seen.held:
            tell_marks(self, one.uuid, one)

    async def on_gone(self) -> None:
        self.hearing.stop()
        await self.watching.stop()
        await self.seat.stand_up()

    def lease(self) -> Lease | None:
        if self.seat.lease is None or time.monotonic() - self.heard_at > HEARD_SECONDS:
            return None
        return Lease(self.seat.agency_id, self.seat.lease)

    def on_lease_lost(self) -> None:
        self.start(self.seat.open_again())

    def on_control(self, about: str, row_id: int) -> None:
        member = self.seat.member
        mine = {"membership": member.pk, "user": member.user_id}
        if mine.get(about) == row_id:
            self.start(self._look_again())

    async def _look_again(self) -> None:
        """Something about this member changed: lose what they lost, or close."""
        try:
            await self.seat.renew()
        except BadToken:
            await self.close(CLOSE_REVOKED)
            return
        self.hearing.listen()
        if not self.seat.member.in_office:
            await self.watching.stop()
        self.tell({"t": "feed", "items": [], "limited": True})

    # Heartbeats.

    async def beat(self) -> Wire:
        seen = await self.seat.look(self._feed)
        if not self.seat.rests_on(seen.grounds):
            await self._look_again()
            if self.is_closed:
                return {}
            seen = await self.seat.look(self._feed)
        await self.watching.renew()
        changes = await self.seat.changes(seen, self._feed)
        self._feed = changes.cursor
        self.hearing.tell_feed(changes)
        watched = await self.seat.heads(self.watching.references)
        return {
            "heads": {str(one.uuid): one.last_seq for one in seen.held}
            | {str(conv): head.last_seq for conv, head in watched.items()},
            "feed": self._feed,
        }

    # Doing.

    async def on_do(self, frame: Do) -> None:
        try:
            conv = await self._do(frame)
        except Refusal as refusal:
            answer: Wire = {"t": "refused", "id": frame.id, "code": refusal.code}
            self.tell({**answer, "detail": str(refusal)})
        else:
            self.tell({"t": "done", "id": frame.id, "conv": conv})

    async def _do(self, frame: Do) -> UUID:
        """Watching is of this socket; all else is of the member."""
        if frame.conv and frame.action == "watch":
            return await self.watching.begin(frame.conv)
        if frame.conv and frame.action == "unwatch":
            return await self.watching.end(frame.conv)
        return await self.seat.as_member(desk.do, self.seat.member, frame)

    async def on_status(self, frame: SetStatus) -> None:
        try:
            await self.seat.as_member(desk.change_status, self.seat.member, frame)
        except Refusal as refusal:
            self.tell({"t": "error", "code": refusal.code, "detail": str(refusal)})
