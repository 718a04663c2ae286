"""What somebody writes: how long it may be, and its words, counted by one measure for all."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

from conversations.errors import TooLarge
from tenants.errors import Invalid

_WORD = re.compile(r"\w+")


def check_body(body: str, *, has_files: bool = False) -> None:
    if not body.strip() and not has_files:
        raise Invalid(body=_("Write something."))
    if len(body) > settings.MAX_BODY:
        raise TooLarge


def count_words(text: str) -> int:
    return len(_WORD.findall(text))
