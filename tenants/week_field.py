"""Promised hours in a form: a line for each day, such as "8–12, 13–18"."""

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from tenants.hours import DAYS

_INTERVAL = re.compile(r"\s*(\d{1,2})(?:[:.](\d\d))?\s*[-–—]\s*(\d{1,2})(?:[:.](\d\d))?\s*")


class WeekInput(forms.MultiWidget):
    """A text for each day, Monday first."""

    template_name = "tenants/widgets/week.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({day: forms.TextInput() for day in DAYS}, attrs)

    def decompress(self, value: dict[str, list[list[str]]] | None) -> list[str]:
        week = value or {}
        return [", ".join(f"{start}–{end}" for start, end in week.get(day, [])) for day in DAYS]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for number, widget in enumerate(context["widget"]["subwidgets"]):
            widget["label"] = _name(number)
            # Only the day that is wrong is marked.
            if _is_readable(widget["value"] or ""):
                widget["attrs"].pop("aria-invalid", None)
        return context


class WeekField(forms.MultiValueField):
    """Answers ``tenants.hours.Week``: a day left empty is closed, and all of them always open."""

    widget = WeekInput

    def __init__(self, **kwargs: Any) -> None:
        fields = tuple(forms.CharField(required=False, max_length=120) for _day in DAYS)
        super().__init__(fields, require_all_fields=False, required=False, **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, list[list[str]]]:
        texts = zip(DAYS, data_list, strict=False)
        week = {day: _intervals(number, text) for number, (day, text) in enumerate(texts)}
        return {day: intervals for day, intervals in week.items() if intervals}


def _intervals(day: int, text: str) -> list[list[str]]:
    try:
        return _read(text)
    except ValueError:
        message = _("%(day)s: write hours such as 8–12, 13:00–18:30.")
        raise ValidationError(message % {"day": _name(day)}) from None


def _is_readable(text: str) -> bool:
    try:
        _read(text)
    except ValueError:
        return False
    return True


def _name(day: int) -> str:
    return capfirst(str(WEEKDAYS[day]))


def _read(text: str) -> list[list[str]]:
    return [_interval(part) for part in re.split(r"[,;]", text) if part.strip()]


def _interval(text: str) -> list[str]:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise ValueError(text)
    start, end = _clock(found[1], found[2]), _clock(found[3], found[4])
    if start == end or start == "24:00":
        raise ValueError(text)
    return [start, end]


def _clock(hour: str, minute: str | None) -> str:
    if (int(hour), int(minute or 0)) == (24, 0):
        return "24:00"
    return time(int(hour), int(minute or 0)).strftime("%H:%M")
