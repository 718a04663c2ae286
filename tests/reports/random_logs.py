"""Histories made up by chance, within what the product lets happen in a conversation."""

from datetime import datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from conversations.models import By, Kind
from reports.transcripts import LoggedEvent
from tests.reports.histories import NOBODY

WORDS = ["hello", "do", "you", "ship", "to", "Košice", "👍", "?", "price", "42", "ďakujem"]
ENDINGS = ["solved", "lead", "no_intent", "wrong_company", "spam", "test"]
# Around every limit that a rule knows, and far beyond.
PAUSES = [0, 0.4, 3, 14.9, 15, 20, 30, 31, 90, 119, 120, 121, 240, 299, 300, 301, 700, 4000, 40000]


class Story:
    """One conversation as it goes on: who holds it, and what may happen next."""

    def __init__(self, random: Random, since: datetime, visitor: UUID, agents: list[UUID]) -> None:
        self.random, self.at = random, since
        self.visitor, self.agents = visitor, agents
        self.holder: UUID | None = None
        self.has_accepted = False
        self.is_over = False
        self.log: list[LoggedEvent] = []

    def tell(self, steps: int) -> list[LoggedEvent]:
        self.note(Kind.STARTED, self.visitor)
        self.ask()
        for _ in range(steps):
            self.at += timedelta(seconds=self.random.choice(PAUSES))
            self.random.choice(self.possible())()
        return self.log

    def end(self) -> list[LoggedEvent]:
        if not self.is_over:
            self.leave()
        return self.log

    def possible(self):
        if self.is_over:
            return [self.reopen, self.rate, self.remark]
        steps = [self.ask, self.ask, self.leave]
        if self.holder is None:
            return [*steps, self.take, self.take, self.take]
        return [*steps, *[self.answer] * 4, self.accept, self.hand_over, self.give_back, self.close]

    def ask(self) -> None:
        body = " ".join(self.random.choices(WORDS, k=self.random.randint(1, 6)))
        self.note(Kind.MESSAGE, self.visitor, body)

    def answer(self) -> None:
        self.accept()
        body = " ".join(self.random.choices(WORDS, k=self.random.randint(1, 12)))
        canned: dict[str, Any] = self.random.choice(
            [{}, {}, {"canned": "x"}, {"canned": "x", "edited": True}]
        )
        self.note(Kind.MESSAGE, self.holder, body, **canned)

    def accept(self) -> None:
        if not self.has_accepted:
            self.note(Kind.ACCEPTED, self.holder)
            self.has_accepted = True

    def take(self) -> None:
        self.give(Kind.ASSIGNED, NOBODY)

    def hand_over(self) -> None:
        self.give(Kind.TRANSFERRED, self.holder)

    def give(self, kind: Kind, by: UUID | None) -> None:
        self.holder, self.has_accepted = self.random.choice(self.agents), False
        self.note(kind, by, agent={"id": str(self.holder), "name": "A", "photo": ""})

    def give_back(self) -> None:
        self.note(Kind.RETURNED, NOBODY, reason="agent_gone")
        self.holder, self.has_accepted = None, False

    def leave(self) -> None:
        self.over(self.visitor, "left")

    def close(self) -> None:
        self.over(self.holder, self.random.choice(ENDINGS))

    def over(self, by: UUID | None, outcome: str) -> None:
        self.note(Kind.CLOSED, by, outcome=outcome)
        self.holder, self.has_accepted, self.is_over = None, False, True

    def reopen(self) -> None:
        self.is_over = False
        self.note(Kind.REOPENED, self.visitor)
        self.ask()

    def rate(self) -> None:
        self.note(Kind.RATED, self.visitor, score=self.random.randint(1, 5), comment="")

    def remark(self) -> None:
        self.note(Kind.NOTE, self.random.choice(self.agents), "Call back.")

    def note(self, kind: Kind, by: UUID | None, body: str = "", **data) -> None:
        by = by or NOBODY
        by_kind = {NOBODY: By.SYSTEM, self.visitor: By.VISITOR}.get(by, By.AGENT)
        seq = len(self.log) + 1
        self.log.append(LoggedEvent(seq, kind, by_kind, by, self.at, body, data or None))
