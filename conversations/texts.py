"""The texts of the widget and the console, in the active language.

The front end owns the keys and their English; the catalogue in locale/ owns the translations.
"""

import json
from functools import cache

from django.conf import settings
from django.utils.translation import gettext

from tenants.models import Brand

SOURCES = settings.BASE_DIR / "frontend" / "src"


@cache
def english(face: str) -> dict[str, str]:
    """Keys and English of ``widget`` or ``console``."""
    return json.loads((SOURCES / face / "texts.en.json").read_text())


def language_for(asked: str, brand: Brand) -> str:
    """What a page asks for (``sk``, ``sk-SK``), or else the brand's own language."""
    known = dict(settings.LANGUAGES)
    for language in (asked.lower().partition("-")[0], brand.language):
        if language in known:
            return language
    return settings.LANGUAGE_CODE


def texts(face: str) -> dict[str, str]:
    return {key: gettext(text) for key, text in english(face).items()}


def launcher_texts() -> dict[str, str]:
    """What the button on the client's site says."""
    return {key: gettext(english("widget")[key]) for key in ("chat", "open", "close", "unread")}
