"""Rounding, half up: prices to four places, amounts to the smallest unit of their currency."""

from decimal import ROUND_HALF_UP, Decimal

ZERO = Decimal(0)
PRICE = Decimal("0.0001")
# ISO 4217, where it is not 2.
EXPONENTS = {"CLP": 0, "ISK": 0, "JPY": 0, "KRW": 0, "BHD": 3, "KWD": 3, "TND": 3}


def unit_of(currency: str) -> Decimal:
    """The smallest amount that can be paid."""
    return Decimal(1).scaleb(-EXPONENTS.get(currency, 2))


def round_money(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(unit_of(currency), ROUND_HALF_UP)


def round_price(price: Decimal) -> Decimal:
    return price.quantize(PRICE, ROUND_HALF_UP)


def round_count(count: Decimal) -> int:
    return int(count.quantize(Decimal(1), ROUND_HALF_UP))
