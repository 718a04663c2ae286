"""A dialogue on its way through the server, and everything that its clients remember of it."""

import time
from dataclasses import dataclass, field
from random import Random
from uuid import uuid4

from config.replay.dialogues import Dialogue, Turn
from config.replay.view import View


@dataclass
class Sent:
    """A message as its sender knows it. The id is made before the first try, for ever."""

    side: str
    body: str
    client_id: str = field(default_factory=lambda: str(uuid4()))
    at: float = field(default_factory=time.monotonic)
    conv: str = ""
    # Every number that an ack named for it: more than one would be two messages.
    seqs: set[int] = field(default_factory=set)
    refusal: str = ""


@dataclass
class Chat:
    dialogue: Dialogue
    luck: Random
    # Some agents accept before they answer; for the others the answer accepts.
    is_accepted_first: bool
    # Normally one; a new one when the session was lost before anything was stored.
    visitors: set[str] = field(default_factory=set)
    sent: list[Sent] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    # A lead is captured once, however often it is sent. Whether there was a contact: not known yet.
    lead_id: str = field(default_factory=lambda: str(uuid4()))
    has_contact: bool | None = None
    is_over: bool = False
    failure: str = ""

    def write(self, side: str, body: str) -> Sent:
        sent = Sent(side, body)
        self.sent.append(sent)
        return sent

    def next_turn(self, view: View) -> Turn | None:
        """What comes next after what this client sees; None when all is said."""
        said = len(view.messages)
        turns = self.dialogue.turns
        return turns[said] if said < len(turns) else None


@dataclass
class Tally:
    """What the clients lived through."""

    reconnects: int = 0
    # Pages of events asked for, because a number was missing.
    fetches: int = 0
    # Messages that had been stored already when they were sent again.
    repeats: int = 0
    # Messages sent over REST, because the socket kept silent.
    posts: int = 0
    # How often an agent was announced with more chats than they may hold.
    overloads: int = 0
