"""Closing a month: charging its chats, rating them, and issuing the invoices."""

import time
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from bench.desk import Desk, open_desk
from bench.engines import vacuum
from bench.report import say
from bench.runner import Findings
from bench.targets import at_most, number
from bench.year import LAST_DAY, fill_past
from billing.actions.charging import charge_brand
from billing.actions.closing import close_period
from billing.actions.contracts import agree_contract, set_party
from billing.documents.checks import validate
from billing.documents.printing import pdf
from billing.models import Charge, Invoice
from billing.queries.statements import statement
from billing.rating import next_month
from billing.rating.months import ONE_DAY
from tenants.models import Brand
from tenants.scoping import tenant_scope

Result = TypeVar("Result")

NOVEMBER = date(2025, 11, 1)
DAYS = (LAST_DAY - NOVEMBER).days
CHATS = 2_000
# A brand of each size, and one that has so many months behind it.
GROWTH = (500, 2_000, 8_000)
OLD_MONTHS = 12
SELLER = {
    "legal_name": "Bench s. r. o.",
    "street": "Hlavná 1",
    "city": "Bratislava",
    "postcode": "811 01",
    "country": "SK",
    "company_id": "36421928",
    "tax_id": "2022749619",
    "vat_id": "SK2022749619",
    "iban": "SK3112000000198742637541",
    "email": "bench@bench.example",
}
TERMS: dict[str, Any] = {
    "chat_price": Decimal("1.5500"),
    "retainer": Decimal(100),
    "included_chats": 50,
    "tiers": [[501, "1.3500"]],
}


def run(findings: Findings) -> None:
    is_quick = findings.sizes.past <= 200_000
    brands = 10 if is_quick else 200
    all_brands = month_of(brands, CHATS)
    sizes = {chats: month_of(1, chats) for chats in (GROWTH[:2] if is_quick else GROWTH)}
    aged = age(3 if is_quick else OLD_MONTHS)
    findings.found["month_close"] = {"all": all_brands, "sizes": sizes, "aged": aged}
    rows = [shown(f"{brands} brands × {CHATS:,}", all_brands)]
    rows += [shown(f"1 brand × {chats:,}", one) for chats, one in sizes.items()]
    rows += [shown(f"the same after {aged['months']:.0f} months", aged)]
    head = ("", "charge, µs a chat", "rate, µs", "close, µs", "close, ms a brand", "of it PDF")
    say("Closing a month", head, rows)
    small, large = sizes[min(sizes)], sizes[max(sizes)]
    of_size = large["close"] / small["close"]
    of_age = aged["close"] / sizes[CHATS]["close"]
    findings.add(
        at_most("charging a chat", all_brands["charge"] * 1e6, 1_000, 400, "µs"),
        at_most("closing, a chat, with its PDF", all_brands["close"] * 1e6, 1_500, 500, "µs"),
        at_most("growth of a chat's closing with the month", of_size, 1.5, 1),
        at_most("growth of a chat's closing with the ledger", of_age, 1.5, 1.1),
    )


def month_of(brands: int, chats: int) -> dict[str, float]:
    desk = agreed_desk(brands, NOVEMBER)
    fill_past(desk.brands, desk.agents, days=DAYS, a_day=-(-brands * chats // DAYS))
    vacuum("reports_chatfact", "conversations_conversation")
    return close_all(desk, NOVEMBER)


def age(months: int) -> dict[str, float]:
    """The last of so many months of one brand, all charged and closed before it."""
    first = NOVEMBER
    for _ in range(months):
        first = (first - ONE_DAY).replace(day=1)
    desk = agreed_desk(1, first)
    days = (LAST_DAY - first).days
    fill_past(desk.brands, desk.agents, days=days, a_day=CHATS // 30)
    vacuum("reports_chatfact", "conversations_conversation")
    while first < NOVEMBER:
        close_all(desk, first)
        first = next_month(first)
    last = close_all(desk, NOVEMBER) | {"months": months}
    del last["charge"]  # All months were charged with the first.
    return last


def agreed_desk(brands: int, since: date) -> Desk:
    desk = open_desk(brands, max(1, brands // 5))
    with tenant_scope(desk.agency.pk):
        set_party(desk.agency, None, by=None, **SELLER)
        for brand in desk.brands:
            set_party(desk.agency, brand, by=None, **SELLER)
            agree_contract(brand, by=None, valid_from=since, **TERMS)
    return desk


def close_all(desk: Desk, month: date) -> dict[str, float]:
    """Seconds a chat of each step, one brand after the other, each in a transaction."""
    charge, _ = timed(desk.brands, charge_brand)
    vacuum("billing_charge", "billing_linecharge")
    rate, _ = timed(desk.brands, lambda brand: statement(brand, month))
    close, issued = timed(desk.brands, lambda brand: close_period(brand, month))
    invoices = [invoice.pk for invoice in issued if invoice]
    with tenant_scope(desk.agency.pk):
        chats = Charge.objects.filter(kind="chat", line_charges__line__invoice__in=invoices).count()
        one = Invoice.objects.get(pk=invoices[-1])
        printing = clock(lambda: pdf(one.document, bytes(one.xml)))
        checking = clock(lambda: validate(bytes(one.xml)))
    steps = {"charge": charge, "rate": rate, "close": close}
    found = {name: seconds / chats for name, seconds in steps.items()}
    return found | {
        "brand": close / len(desk.brands),
        "printing": printing,
        "checking": checking,
        "chats": chats,
    }


def timed(brands: Iterable[Brand], work: Callable[[Brand], Result]) -> tuple[float, list[Result]]:
    results, seconds = [], 0.0
    for brand in brands:
        begun = time.perf_counter()
        with tenant_scope(brand.agency_id):
            results.append(work(brand))
        seconds += time.perf_counter() - begun
    return seconds, results


def clock(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def shown(name: str, found: dict[str, float]) -> list[str]:
    micro, milli = ("charge", "rate", "close"), ("brand", "printing")
    costs = [number(found[step] * 1e6) if step in found else "" for step in micro]
    return [name, *costs, *(number(found[step] * 1e3) for step in milli)]
