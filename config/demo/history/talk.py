"""A conversation that somebody answers, event by event."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from agents.models import Assignment
from config.demo.history.desk import Desk, nickname
from config.demo.history.texts import Dialogue, Said, filled, gives
from config.demo.history.visits import (
    INSTANT,
    PACE,
    SECOND,
    Beat,
    PastLead,
    Visit,
    first_response,
    signed,
)
from config.replay.dialogues import AGENT, VISITOR
from conversations.canned import fill_variables, is_edited
from conversations.models import Kind, Outcome

# Who likes to say goodbye with the prepared words.
BYE_AS_PREPARED = {"zuzana": 0.2, "juraj": 0.5, "eva": 0.3, "marko": 0.75}
BYES = ("rozlucka", "adijo", "louceni", "bye")
ACCEPTS_FIRST, IS_HANDED_OVER, HAS_NOTE, VISITOR_CLOSES = 0.5, 0.035, 0.05, 0.12
POLITE = (Outcome.SOLVED, Outcome.LEAD, Outcome.NO_INTENT)
HANDOVERS = ("Prosím, prevezmi, musím na telefón.", "Vieš o tom viac, prevezmeš to?")
NOTES = ("Písali už minulý týždeň, prosím pozorne.", "Overené v sklade.", "Súrne, ešte dnes.")


class Talk:
    def __init__(
        self, visit: Visit, desk: Desk, luck: Random, holder: Assignment, free_at: datetime
    ) -> None:
        self._visit, self._log, self._desk, self._luck = visit, visit.log, desk, luck
        self._holder, self._held_since = holder, free_at
        self._at = free_at
        # Until the holder has accepted: when they will answer.
        self._answers_at: datetime | None = None

    def play(self, rhythm: list[Beat], length: timedelta) -> None:
        """The turns of a dialogue, in the holder's pace."""
        first, *rest = rhythm
        self._log.ask(self._visit.at + INSTANT, self._said(first.turn))
        self._take()
        handover = self._handover(rest)
        for number, beat in enumerate(rest):
            if number == handover:
                self._hand_over(length)
            if beat.turn.side == VISITOR:
                self._at += beat.after
                self._log.ask(self._at, self._said(beat.turn))
            else:
                self._answer(beat.turn, beat.after)

    def answer_once(self, at: datetime, question: str, answer: str) -> None:
        """Who comes back with one question is given one answer."""
        self._log.ask(at + INSTANT, question)
        self._take()
        self._answer(Said(AGENT, answer), 20 * SECOND)
        self._close(Outcome.SOLVED)

    def finish(self, dialogue: Dialogue) -> PastLead | None:
        """Say goodbye, write the lead down where there is one, and close."""
        if dialogue.turns[-1].side == VISITOR and dialogue.outcome in POLITE:
            self._say_goodbye()
        if self._luck.random() < HAS_NOTE:
            self._at += 6 * SECOND
            self._log.add(Kind.NOTE, self._at, signed(self._holder), body=self._luck.choice(NOTES))
        lead = self._capture(dialogue) if dialogue.request else None
        if dialogue.outcome == Outcome.SOLVED and self._luck.random() < VISITOR_CLOSES:
            self.leave()
        else:
            self._close(dialogue.outcome)
        return lead

    def _say_goodbye(self) -> None:
        place = self._visit.place
        turn = Said(AGENT, self._luck.choice(place.voice.bye))
        if self._luck.random() < BYE_AS_PREPARED[nickname(self._holder)]:
            reply = next(place.replies[name] for name in BYES if name in place.replies)
            turn = Said(AGENT, fill_variables(reply.body, self._variables()), reply.shortcut)
        self._answer(turn, self._luck.uniform(4, 15) * SECOND)

    def leave(self) -> None:
        """The visitor ends it."""
        self._at += self._luck.uniform(15, 80) * SECOND
        self._log.close(self._at, self._log.writer, Outcome.LEFT)
        self._desk.hold(self._holder, self._held_since, self._at)

    def _take(self) -> None:
        self._at = max(self._at, self._log.ended_at) + INSTANT
        self._log.give(self._at, self._holder)
        self._expect_answer()

    def _expect_answer(self) -> None:
        name = nickname(self._holder)
        load = self._desk.load(self._holder, self._at, self._at + SECOND)
        self._answers_at = self._at + first_response(name, load, self._luck)

    def _answer(self, turn: Said, after: timedelta) -> None:
        by = signed(self._holder)
        if self._answers_at is None:
            self._at += after * PACE[nickname(self._holder)]
        else:
            self._at = max(self._answers_at, self._at + 2 * SECOND)
            self._accept()
        body, data = self._said(turn), None
        if reply := self._visit.place.replies.get(turn.shortcut):
            is_own = is_edited(body, fill_variables(reply.body, self._variables()))
            data = {"canned": str(reply.uuid), "edited": is_own}
        self._log.add(Kind.MESSAGE, self._at, by, body=body, data=data)

    def _accept(self) -> None:
        """Some accept before they answer; for the others the answer accepts."""
        at, self._answers_at = self._at, None
        if self._luck.random() < ACCEPTS_FIRST:
            before = self._log.ended_at
            at = before + (self._at - before) * self._luck.uniform(0.3, 0.8)
        self._log.add(Kind.ACCEPTED, at, signed(self._holder))

    def _handover(self, rest: list[Beat]) -> int | None:
        """The turn before which a colleague takes over, in a few chats."""
        later = [n for n, beat in enumerate(rest) if n > 1 and beat.turn.side != VISITOR]
        is_handed_over = later and self._luck.random() < IS_HANDED_OVER
        return self._luck.choice(later) if is_handed_over else None

    def _hand_over(self, length: timedelta) -> None:
        at = self._at + 9 * SECOND
        free = self._desk.free(self._visit.place.brand.pk, at, lasting=length)
        colleague = next((one for one in free if one.agent_id != self._holder.agent_id), None)
        if colleague is None:
            return
        giver = signed(self._holder)
        self._log.add(Kind.NOTE, at, giver, body=self._luck.choice(HANDOVERS))
        self._log.give(at, colleague, by=giver)
        self._desk.hold(self._holder, self._held_since, at)
        self._holder, self._held_since, self._at = colleague, at, at
        self._expect_answer()

    def _capture(self, dialogue: Dialogue) -> PastLead:
        visit = self._visit
        values = {"request": filled(dialogue.request, visit.words)}
        for name in ("name", "email", "phone"):
            values[name] = visit.words[name] if gives(dialogue.turns, name) else ""
        self._at += self._luck.uniform(8, 30) * SECOND
        uuid = UUID(int=self._luck.getrandbits(128), version=4)
        data: dict[str, object] = {"lead": str(uuid)}
        self._log.add(Kind.LEAD, self._at, signed(self._holder), data=data)
        return PastLead(uuid, visit, self._holder, self._at, values, data)

    def _close(self, outcome: str) -> None:
        self._at += self._luck.uniform(10, 75) * SECOND
        self._log.close(self._at, signed(self._holder), outcome)
        self._desk.hold(self._holder, self._held_since, self._at)

    def _variables(self) -> dict[str, str]:
        brand, visitor = self._visit.place.brand, self._log.visitor
        return {"visitor": visitor.name, "brand": brand.name, "agent": self._holder.alias}

    def _said(self, turn: Said) -> str:
        return filled(turn.text, self._visit.words)
