"""A visitor who writes without a pause, and remembers how long each message took."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import NamedTuple

from config.replay.chat import Chat, Tally
from config.replay.dialogues import VISITOR, Dialogue
from config.replay.rest import open_http
from config.replay.visitor import Visitor
from conversations.serializers import Wire
from tests.chaos.installation import Installation

PACE = 0.1


class Took(NamedTuple):
    began: float
    seconds: float


class Talker(Visitor):
    """Speaks the protocol as the replay's visitors do: same id until it is acknowledged."""

    def __init__(self, key: str, number: int, **link) -> None:
        dialogue = Dialogue(f"talk-{number}", "halo", [], "solved")
        chat = Chat(dialogue, Random(number), is_accepted_first=False)
        super().__init__(chat, key, {}, tally=Tally(), **link)
        self.took: list[Took] = []
        self.told: list[Wire] = []
        self._is_enough = False

    def on_hb(self, frame: Wire) -> None:
        self.told.append(frame)
        super().on_hb(frame)

    async def talk(self) -> None:
        await self.connected(self._write_on())

    def fall_silent(self) -> None:
        self._is_enough = True

    def _destination(self) -> Wire:
        """From no page: what a replay left behind is known by its page, and closed by the next."""
        return {"conv": self.shown.conv or None}

    async def _write_on(self) -> None:
        while not self._is_enough:
            sent = self.chat.write(VISITOR, f"{self.chat.dialogue.id}: {len(self.chat.sent)}")
            seq = await self.say(sent, self._destination())
            assert seq is not None, sent.refusal
            self.took.append(Took(sent.at, time.monotonic() - sent.at))
            await asyncio.sleep(PACE)
        # As long as a heartbeat may take to tell what was missed.
        async with asyncio.timeout(45):
            await self.shown.reach(max(max(sent.seqs) for sent in self.chat.sent))

    def times(self, since: float, until: float) -> list[float]:
        """Seconds of each message that was under way in that time."""
        return [
            one.seconds
            for one in self.took
            if one.began + one.seconds > since and one.began < until
        ]


@asynccontextmanager
async def talking(product: Installation, count: int = 1) -> AsyncIterator[list[Talker]]:
    """They talk while the block runs, and end with everything said and seen."""
    async with open_http(product.url) as http:
        key = product.scene["key"]
        talkers = [Talker(key, number, http=http, origin=product.url) for number in range(count)]
        async with asyncio.TaskGroup() as group:
            for talker in talkers:
                group.create_task(talker.talk())
            while not all(talker.took for talker in talkers):
                await asyncio.sleep(0.05)
            yield talkers
            for talker in talkers:
                talker.fall_silent()


def have_repeated(talkers: list[Talker]) -> bool:
    """Whether one of them sent again what had been stored."""
    return any(talker.tally.repeats for talker in talkers)


def assert_kept(product: Installation, talker: Talker) -> None:
    """The table has each message once, in order, numbered without a gap; so has the screen."""
    conv = talker.shown.conv
    rows = product.rows(
        "SELECT seq, kind, client_id::text, body FROM conversations_event"
        " WHERE conversation_id = (SELECT id FROM conversations_conversation WHERE uuid = %s)"
        " ORDER BY seq",
        conv,
    )
    said = [(one.client_id, one.body) for one in talker.chat.sent]
    numbers = {one.client_id: one.seqs for one in talker.chat.sent}
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert [row[2:] for row in rows if row[1] == "message"] == said
    assert all({row[0]} == numbers[row[2]] for row in rows if row[1] == "message")
    shown = [(event["seq"], event["kind"]) for event in talker.shown.events]
    assert shown == [row[:2] for row in rows]
