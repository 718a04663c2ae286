"""Days and months as people of the language write them."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language


def day_text(day: date) -> str:
    # Django's short dates are the American one in English, and a month's name in Slovenian.
    return date_format(day, "j M Y" if _is_english() else "j. n. Y")


def weekday_text(day: date) -> str:
    return f"{date_format(day, 'D')} {day_text(day)}"


def day_of_year_text(day: date) -> str:
    """Without the year: for an axis."""
    return date_format(day, "j M" if _is_english() else "j. n.")


def month_text(day: date) -> str:
    return date_format(day, "YEAR_MONTH_FORMAT")


def _is_english() -> bool:
    return (get_language() or "en").startswith("en")
