"""What a month costs: pure functions of the ledger and the contract, in Decimal alone.

A line is the sum of its charges, always: what a month adds to its usage, such as a retainer,
a tier's price, a minimum or the rounding of a line, becomes a row of the ledger too.
"""

from billing.rating.lines import Entry, Line, Usage
from billing.rating.money import round_money, round_price
from billing.rating.months import Segment, bounds_of, last_day_of, next_month, segments_of
from billing.rating.rate import net_of, rate, rate_segment
from billing.rating.terms import ServicePromise, Terms, surcharge_price

__all__ = [
    "Entry",
    "Line",
    "Segment",
    "ServicePromise",
    "Terms",
    "Usage",
    "bounds_of",
    "last_day_of",
    "net_of",
    "next_month",
    "rate",
    "rate_segment",
    "round_money",
    "round_price",
    "segments_of",
    "surcharge_price",
]
