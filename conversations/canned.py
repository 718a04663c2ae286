"""How much of a reply is the agent's own: it is compared with the prepared one it began as."""

import re
from collections.abc import Mapping
from difflib import SequenceMatcher

# Less like the prepared text than this, it counts as written by hand.
SIMILAR = 0.9
# As the console fills them: frontend/src/console/canned.ts.
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*(?:\|([^}]*))?\}\}")
_TOKEN = re.compile(r"\w+|[^\w\s]")


def fill_variables(template: str, values: Mapping[str, str]) -> str:
    """{{visitor}} becomes its value, {{visitor|there}} falls back, else it is left as a slot."""
    return _VARIABLE.sub(
        lambda found: values.get(found[1]) or (found[2] or "").strip() or f"[{found[1]}]", template
    )


def is_edited(body: str, filled: str) -> bool:
    """Whether the words differ enough; spaces do not count, and long texts stay quick."""
    words, prepared = _TOKEN.findall(body), _TOKEN.findall(filled)
    if words == prepared:
        return False
    return SequenceMatcher(None, prepared, words, autojunk=False).ratio() < SIMILAR
