"""The input: one JSON object a line, ``{"id", "brand", "turns": [["visitor"|"agent", text]…]}``.

It may also have the ``outcome`` with which the agent closes, and the ``language``.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

VISITOR, AGENT = "visitor", "agent"
OUTCOME, LANGUAGE = "solved", "en"
SHIPPED = Path(__file__).with_name("dialogues.jsonl")


class Turn(NamedTuple):
    side: str
    text: str


class Dialogue(NamedTuple):
    id: str
    # The slug of a brand, or of one that is made.
    brand: str
    turns: list[Turn]
    outcome: str
    language: str = LANGUAGE


class BadDialogue(Exception):
    """Says which line is wrong, and what about it."""


def read_dialogues(path: Path) -> list[Dialogue]:
    with path.open(encoding="utf-8") as lines:
        return [_read(line, number) for number, line in enumerate(lines, start=1) if line.strip()]


def choose(dialogues: Sequence[Dialogue], *, limit: int | None, seed: int) -> list[Dialogue]:
    """The dialogues to play, in an order that depends on the seed alone."""
    chosen = list(dialogues)
    Random(seed).shuffle(chosen)
    return chosen[:limit]


def _read(line: str, number: int) -> Dialogue:
    try:
        row = json.loads(line)
        turns = [Turn(side, text) for side, text in row["turns"]]
        outcome, language = row.get("outcome", OUTCOME), row.get("language", LANGUAGE)
        dialogue = Dialogue(str(row["id"]), row["brand"], turns, outcome, language)
    except (KeyError, TypeError, ValueError) as error:
        raise BadDialogue(f"Line {number}: {error!r}.") from error
    if problem := _problem(dialogue):
        raise BadDialogue(f"Line {number}: {problem}")
    return dialogue


def _problem(dialogue: Dialogue) -> str:
    texts: list[Any] = [dialogue.brand, *(turn.text for turn in dialogue.turns)]
    if not all(isinstance(text, str) and text.strip() for text in texts):
        return "a brand or a turn is empty or no text."
    if any(turn.side not in (VISITOR, AGENT) for turn in dialogue.turns):
        return "a turn is a visitor's or an agent's."
    if not dialogue.turns or dialogue.turns[0].side != VISITOR:
        return "a chat begins with its visitor."
    return ""
