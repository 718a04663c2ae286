"""What chats add up to. A ``KpiHour`` has the same columns; tallies add to tallies."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any
from uuid import UUID

from reports.chats import HARD_LIMIT, NO_TIME, ChatOutcome
from reports.models import ChatFact

IN_TIME = timedelta(seconds=30)
GOOD_RATING = 4


@dataclass
class Tally:
    """Counts, and the sums that means are made of."""

    chats: int = 0
    # With a clock that ran for a visitor who meant it: the denominator of all about answers.
    offered: int = 0
    answered: int = 0
    in_time: int = 0
    handled: int = 0
    dropped: int = 0
    missed: int = 0
    abandoned: int = 0
    offline: int = 0
    spam: int = 0
    test: int = 0
    wrong_company: int = 0
    no_intent: int = 0
    billable: int = 0
    # Chats in which somebody waited longer than the hard limit.
    breaches: int = 0
    # Sums over the answered ones.
    first_response: timedelta = NO_TIME
    queue_part: timedelta = NO_TIME
    agent_part: timedelta = NO_TIME
    # The longest, not a sum.
    longest_wait: timedelta = NO_TIME
    # Chats in which both sides wrote, and the time they took.
    two_way: int = 0
    handle_time: timedelta = NO_TIME
    ratings: int = 0
    good_ratings: int = 0
    messages: int = 0
    characters: int = 0
    own_characters: int = 0

    def add(self, **amounts: Any) -> None:
        for name, amount in amounts.items():
            if name == "longest_wait":
                self.longest_wait = max(self.longest_wait, amount)
            else:
                setattr(self, name, getattr(self, name) + amount)

    def __add__(self, other: "Tally") -> "Tally":
        total = Tally()
        for tally in (self, other):
            total.add(**{name: getattr(tally, name) for name in COLUMNS})
        return total


COLUMNS = tuple(field.name for field in fields(Tally))


def tallies(facts: Iterable[ChatFact], agents: dict[UUID, int]) -> dict[int | None, Tally]:
    """The chats that are over, shared out among the agents who are credited; their sum is all."""
    shares: dict[int | None, Tally] = {}
    for fact in facts:
        if not fact.outcome:
            continue
        shares.setdefault(fact.agent_id, Tally()).add(**_of_chat(fact))
        if fact.outcome == ChatOutcome.DROPPED:
            shares.setdefault(fact.holder_id, Tally()).add(dropped=1)
        for sender in fact.senders:
            share = shares.setdefault(agents.get(UUID(sender["agent"])), Tally())
            share.add(
                messages=sender["messages"],
                characters=sender["characters"],
                own_characters=sender["own_characters"],
            )
    return shares


def _of_chat(fact: ChatFact) -> dict[str, Any]:
    """What the chat adds, for the agent whose chat it is."""
    amounts: dict[str, Any] = {
        "chats": 1,
        "billable": int(fact.is_billable),
        "breaches": int(fact.longest_wait > HARD_LIMIT),
        "longest_wait": fact.longest_wait,
        "two_way": int(fact.visitor_messages > 0 and fact.agent_messages > 0),
        "handle_time": fact.handle_time,
    }
    # Leaving a chat unanswered is the holder's, whoever answered it first.
    if fact.outcome != ChatOutcome.DROPPED:
        amounts[fact.outcome] = 1
    if fact.rating is not None:
        amounts |= {"ratings": 1, "good_ratings": int(fact.rating >= GOOD_RATING)}
    if fact.is_offered:
        amounts |= {"offered": 1, **_of_answer(fact)}
    return amounts


def _of_answer(fact: ChatFact) -> dict[str, Any]:
    if fact.first_response is None:
        return {}
    return {
        "answered": 1,
        "in_time": int(fact.first_response <= IN_TIME),
        "first_response": fact.first_response,
        "queue_part": fact.queue_part,
        "agent_part": fact.agent_part,
    }
