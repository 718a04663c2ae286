"""One conversation as one client shows it: events in their order, each once."""

import asyncio
import time

from conversations.serializers import Wire

MAX_AHEAD = 500
MESSAGE = "message"
EDITED = "edited"
REDACTED = "redacted"
# For a visitor a note is hidden, and has no text to forget.
TEXTS = (MESSAGE, "note")
GIVEN = ("assigned", "transferred")
TAKEN = ("returned", "closed", "reopened")


class View:
    """Applies ``seq == last + 1``, ignores what it has, and keeps what comes too early."""

    def __init__(self, side: str, conv: str = "") -> None:
        self.side = side
        self.conv = conv
        self.events: list[Wire] = []
        # The highest number that the server is known to hold.
        self.head = 0
        self.opened_at = time.monotonic()
        # When each message was shown.
        self.seen_at: dict[str, float] = {}
        self._ahead: dict[int, Wire] = {}
        self._changed = asyncio.Event()

    @property
    def last(self) -> int:
        return len(self.events)

    @property
    def is_behind(self) -> bool:
        return self.head > self.last

    @property
    def is_late(self) -> bool:
        """The first that this client heard was not the first that happened."""
        return not self.events and bool(self._ahead)

    @property
    def messages(self) -> list[Wire]:
        return [event for event in self.events if event["kind"] == MESSAGE]

    @property
    def is_closed(self) -> bool:
        """A rating or a lead may follow the end; only coming back undoes it."""
        turns = [event["kind"] for event in self.events if event["kind"] in ("closed", "reopened")]
        return turns[-1:] == ["closed"]

    @property
    def holder(self) -> str | None:
        """The agent who has it, as far as this client knows."""
        for event in reversed(self.events):
            if event["kind"] in TAKEN:
                return None
            if event["kind"] in GIVEN:
                agent = event["data"]["agent"]
                return agent["id"] if agent else None
        return None

    @property
    def is_accepted(self) -> bool:
        """Whether the holder has accepted since it was given to them."""
        given = [event["kind"] for event in self.events if event["kind"] in (*GIVEN, "accepted")]
        return given[-1:] == ["accepted"]

    @property
    def visitor(self) -> str | None:
        return self.events[0]["by"]["id"] if self.events else None

    def take(self, event: Wire) -> None:
        seq = event["seq"]
        self.expect(seq)
        if seq > self.last and (len(self._ahead) < MAX_AHEAD or seq == self.last + 1):
            self._ahead[seq] = event
            self._apply()

    def expect(self, head: int) -> None:
        self.head = max(self.head, head)

    def forget(self) -> None:
        """The server's numbering has begun anew."""
        self.events.clear()
        self._ahead.clear()
        self.seen_at.clear()
        self.head = 0

    async def change(self, seconds: float | None = None) -> None:
        """Wait until something new is shown, or for so long."""
        changed = self._changed
        try:
            async with asyncio.timeout(seconds):
                await changed.wait()
        except TimeoutError:
            pass

    async def reach(self, seq: int) -> None:
        while self.last < seq:
            await self.change()

    def _forget(self, of: int) -> None:
        """A text is gone, and what was made of it later."""
        for place, event in enumerate(self.events):
            is_edit = event["kind"] == EDITED and event["data"]["of"] == of
            if is_edit or (event["seq"] == of and event["kind"] in TEXTS):
                kept = {"of": of} if is_edit else {}
                self.events[place] = {**event, "data": {**kept, "body": "", "redacted": True}}

    def _apply(self) -> None:
        while event := self._ahead.pop(self.last + 1, None):
            self.events.append(event)
            if event["kind"] == REDACTED:
                self._forget(event["data"]["of"])
            if client_id := event.get("client_id"):
                self.seen_at.setdefault(client_id, time.monotonic())
            changed, self._changed = self._changed, asyncio.Event()
            changed.set()
