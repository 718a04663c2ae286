"""Amounts and quantities as people of a language write them."""

from decimal import Decimal

from babel.numbers import format_currency, format_decimal
from django.utils.translation import get_language

# Prices have up to four places, and never less than two.
PRICE = "#,##0.00##"


def money_text(amount: Decimal | str, currency: str) -> str:
    return format_currency(Decimal(amount), currency, locale=_locale())


def price_text(price: Decimal | str) -> str:
    """Without the currency: for a column that has many."""
    return format_decimal(Decimal(price), format=PRICE, locale=_locale())


def amount_text(amount: Decimal | str) -> str:
    return format_decimal(Decimal(amount), format="#,##0.00", locale=_locale())


def number_text(number: Decimal | str) -> str:
    return format_decimal(Decimal(number), locale=_locale())


def _locale() -> str:
    return get_language() or "en"
