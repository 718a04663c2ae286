"""Whether a chat may be charged: a set of rules, each with its result kept as evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

RULES_VERSION = 1
HANDLED = "handled"


class RuleResult(NamedTuple):
    rule: str
    passed: bool
    detail: str


class Judged(Protocol):
    """What the rules look at: ``ChatFacts``, or the row that keeps them."""

    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def outcome(self) -> str: ...
    @property
    def visitor_messages(self) -> int: ...
    @property
    def agent_messages(self) -> int: ...
    @property
    def visitor_words(self) -> int: ...


@dataclass(frozen=True)
class Terms:
    """What a contract may set."""

    min_visitor_words: int = 1


DEFAULT_TERMS = Terms()


def judge(chat: Judged, terms: Terms = DEFAULT_TERMS) -> tuple[RuleResult, ...]:
    """Every rule with its result, in the order in which a reader asks."""
    words = f"{chat.visitor_words}/{terms.min_visitor_words}"
    return (
        RuleResult("ended", chat.ended_at is not None, ""),
        RuleResult("visitor_wrote", chat.visitor_messages > 0, str(chat.visitor_messages)),
        RuleResult("agent_answered", chat.agent_messages > 0, str(chat.agent_messages)),
        RuleResult("visitor_words", chat.visitor_words >= terms.min_visitor_words, words),
        # Not dropped, missed or offline, and of no class that is never charged.
        RuleResult("outcome", chat.outcome == HANDLED, chat.outcome),
    )


def why_not(rules: Sequence[RuleResult]) -> str:
    """The first rule that failed, or nothing: then the chat may be charged."""
    return next((result.rule for result in rules if not result.passed), "")
