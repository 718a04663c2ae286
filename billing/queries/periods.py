"""Which months of a brand are closed, and which are open."""

from collections.abc import Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from billing.models import Contract, Period
from billing.queries.contracts import contracts_of, today
from billing.queries.ledger import new_charges
from billing.rating import bounds_of, last_day_of, next_month
from tenants.models import Brand


def period_of(brand: Brand, month: date) -> Period | None:
    return Period.objects.filter(brand=brand, month=month.replace(day=1)).first()


def last_period(brand: Brand) -> Period | None:
    return Period.objects.filter(brand=brand).order_by("-month").first()


def instants_of(brand: Brand, month: date) -> tuple[datetime, datetime]:
    """Where a month begins and ends: it begins where the month before it was closed."""
    month = month.replace(day=1)
    start, end = bounds_of(month, ZoneInfo(brand.time_zone))
    last = Period.objects.filter(brand=brand, month__lt=month).order_by("-month").first()
    is_next = last is not None and next_month(last.month) == month
    return (last.ends_at if last is not None and is_next else start), end


def open_months(brand: Brand) -> list[date]:
    """The months that wait to be closed, the oldest first, the running one included."""
    contracts = contracts_of(brand)
    if not contracts:
        return []
    last = last_period(brand)
    begun = contracts[0].valid_from.replace(day=1)
    first = max(begun, next_month(last.month)) if last else begun
    # What was found out after its month was closed is on the invoice of the first open one.
    used = {max(month, first) for month in _months_with_charges(brand)}
    return [
        month
        for month in _months(first, today(brand.time_zone))
        if month in used or _is_agreed(contracts, month)
    ]


def _months(first: date, until: date) -> Iterator[date]:
    while first <= until:
        yield first
        first = next_month(first)


def _is_agreed(contracts: list[Contract], month: date) -> bool:
    return any(
        contract.valid_from <= last_day_of(month)
        and (contract.valid_to is None or contract.valid_to >= month)
        for contract in contracts
    )


def _months_with_charges(brand: Brand) -> set[date]:
    """Months in which something happened that is on no invoice, such as a late credit."""
    zone = ZoneInfo(brand.time_zone)
    found = new_charges(brand).datetimes("occurred_at", "month", tzinfo=zone)
    return {moment.date().replace(day=1) for moment in found}
