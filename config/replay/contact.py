"""What an agent would write into the lead form of a dialogue."""

import re
from itertools import groupby

from config.replay.dialogues import VISITOR, Dialogue
from conversations.serializers import Wire

SENTENCE_END = re.compile(r"[,.;:!?\n]")


def lead_values(dialogue: Dialogue, suggestions: list[Wire]) -> dict[str, str]:
    """The recognised contact with a name and what was asked for; nothing without a contact."""
    found = {one["field"]: one["value"] for one in reversed(suggestions)}
    if not found.keys() & {"phone", "email"}:
        return {}
    texts = [turn.text for turn in dialogue.turns if turn.side == VISITOR]
    contacts = [one["text"] for one in suggestions if one["field"] != "name"]
    return {"name": _name(texts, contacts) or dialogue.id, "request": texts[0]} | found


def _name(texts: list[str], contacts: list[str]) -> str:
    """Two or more words with a capital letter: people write their name beside their number."""
    for text in texts:
        if not any(contact in text for contact in contacts):
            continue
        for contact in contacts:
            text = text.replace(contact, ",")
        for part in SENTENCE_END.split(text):
            for is_name, words in groupby(part.split(), key=lambda word: word[0].isupper()):
                run = list(words)
                if is_name and len(run) > 1:
                    return " ".join(run)
    return ""
