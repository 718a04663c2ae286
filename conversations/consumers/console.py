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
from conversations.events import Wire
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
        self._cursor = 0
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
        self.hearing.listen(await self.seat.as_member(desk.brand_ids))
        seen = await self.seat.as_member(desk.look, self.seat.agent, hello.feed)
        self._cursor = seen.cursor
        heads = await self.seat.heads(seen.held)
        self.tell(
            {
                "t": "welcome",
                "session": self.session,
                "epoch": await self.live.epoch(),
                "heads": {str(conv): head.last_seq for conv, head in heads.items()},
                # The items follow: until it has them, the client stands where it stood.
                "feed": hello.feed if seen.has_changes else seen.cursor,
                "now": now(),
                "hb": self.beat_seconds,
                "limits": limits(),
            }
        )
        self.hearing.tell_feed(seen)
        for conv, after in hello.after.items():
            await self.hearing.replay(conv, after)
        for conv, head in heads.items():
            tell_marks(self, conv, head)

    async def on_gone(self) -> None:
        self.hearing.stop()
        await self.watching.stop()
        await self.seat.stand_up()

    def lease(self) -> Lease | None:
        if self.seat.lease is None or time.monotonic() - self.heard_at > HEARD_SECONDS:
            return None
        return Lease(self.seat.agency_id, self.seat.lease)

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
        self.seat.forget_lost()
        self.hearing.listen(await self.seat.as_member(desk.brand_ids))
        if not self.seat.member.in_office:
            await self.watching.stop()
        self.tell({"t": "feed", "items": [], "limited": True})

    # Heartbeats.

    async def beat(self) -> Wire:
        await self._renew_or_close()
        await self.watching.renew()
        seen = await self.seat.as_member(desk.look, self.seat.agent, self._cursor)
        self._cursor = seen.cursor
        self.hearing.tell_feed(seen)
        heads = await self.seat.heads([*seen.held, *self.watching.references])
        return {
            "heads": {str(conv): head.last_seq for conv, head in heads.items()},
            "feed": seen.cursor,
        }

    async def _renew_or_close(self) -> None:
        try:
            await self.seat.renew()
        except BadToken:
            await self.close(CLOSE_REVOKED)
            raise

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
        if frame.action == "take_over" and self.watching.is_watching(frame.conv):
            return await self.watching.take_over(frame)
        return await self.seat.as_member(desk.do, self.seat.member, frame)

    async def on_status(self, frame: SetStatus) -> None:
        if self.seat.agent is None:
            self.tell({"t": "error", "code": "invalid", "detail": "Only agents have a status."})
            return
        try:
            await self.seat.as_member(desk.change_status, self.seat.member, frame)
        except Refusal as refusal:
            self.tell({"t": "error", "code": refusal.code, "detail": str(refusal)})
