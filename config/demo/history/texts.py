"""What is said in eight weeks: dialogues in four languages, and the people who say it."""

import json
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from config.replay.dialogues import SHIPPED
from conversations.models import Outcome

OWN = Path(__file__).with_name("dialogues.jsonl")
# Nobody has an address there.
DOMAINS = ("example.com", "example.net", "example.org")


@dataclass(frozen=True)
class Said:
    side: str
    text: str
    # The shortcut of the canned reply that it was made of.
    shortcut: str = ""


@dataclass(frozen=True)
class Dialogue:
    outcome: str
    turns: tuple[Said, ...]
    # What a lead wants; empty where nobody leaves a contact.
    request: str = ""


@dataclass
class Person:
    name: str
    email: str
    phone: str


@dataclass
class Voice:
    """Everything that is said in one language."""

    women: list[list[str]]
    men: list[list[str]]
    phone: str
    left: list[str]
    hello: list[str]
    hurry: list[str]
    again: list[list[str]]
    bye: list[str]
    praise: list[str]
    blame: list[str]
    _taken: set[str] = field(default_factory=set)

    def person(self, luck: Random) -> Person:
        """Somebody new. Phone numbers end in three digits, so they come round again."""
        first, last = (luck.choice(part) for part in luck.choice((self.women, self.men)))
        local = f"{_plain(first)}.{_plain(last)}"
        while local in self._taken:
            local = f"{_plain(first)}.{_plain(last)}{luck.randint(2, 99)}"
        self._taken.add(local)
        phone = self.phone.format(f"{luck.randint(0, 999):03}")
        return Person(f"{first} {last}", f"{local}@{luck.choice(DOMAINS)}", phone)


def read_voices() -> dict[str, Voice]:
    texts = json.loads(Path(__file__).with_name("texts.json").read_text(encoding="utf-8"))
    return {language: Voice(**one) for language, one in texts.items()}


def read_dialogues(brand: str) -> dict[str, list[Dialogue]]:
    """By outcome. Of the product's own ones those without a contact, which is always the same."""
    found = defaultdict(list)
    for path in (OWN, SHIPPED):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            if row["brand"] == brand and (path == OWN or row["outcome"] != Outcome.LEAD):
                found[row["outcome"]].append(_dialogue(row))
    return found


def filled(text: str, words: dict[str, str]) -> str:
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return text


def gives(turns: Sequence[Said], contact: str) -> bool:
    return any(f"{{{contact}}}" in turn.text for turn in turns)


def _dialogue(row: dict[str, Any]) -> Dialogue:
    turns = tuple(Said(*turn) for turn in row["turns"])
    return Dialogue(row["outcome"], turns, row.get("request", ""))


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name.lower())
    return "".join(letter for letter in letters if letter.isascii() and letter.isalpha())
