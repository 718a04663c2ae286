"""What a month costs, to the cent: worked examples, and what holds for every month."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.rating import (
    Line,
    Segment,
    ServicePromise,
    Terms,
    Usage,
    net_of,
    rate,
    rate_segment,
    round_money,
    segments_of,
    surcharge_price,
)
from billing.rating.money import EXPONENTS, unit_of

D = Decimal
NOON = datetime(2026, 10, 1, 12, tzinfo=UTC)
numbers = count(1)


def usage(kind: str, price: Decimal, number: int = 0, **fields) -> Usage:
    quantity = fields.pop("quantity", D(1))
    version = fields.pop("version", 1)
    at = NOON + timedelta(minutes=number)
    amount = (quantity * price).quantize(D("0.0001"))
    return Usage(
        next(numbers), kind, f"{kind}:{number}", version, quantity, price, amount, at, **fields
    )


def chats(terms: Terms, how_many: int, **fields) -> list[Usage]:
    return [usage("chat", terms.chat_price or D(0), n, **fields) for n in range(how_many)]


def surcharge_of(chat: Usage, price: Decimal) -> Usage:
    """It has the name of its chat."""
    return replace(
        chat,
        id=next(numbers),
        kind="surcharge",
        unit_price=price,
        amount=price,
        waited_seconds=None,
    )


def month(terms: Terms, usages: Sequence[Usage], service_level: Decimal | None = None):
    return rate_segment("2026-10", Segment(terms, 0, 31, 31), usages, service_level)


def shown(lines: list[Line]) -> list[tuple[str, str, str, str]]:
    return [
        (line.kind, f"{line.quantity:f}", f"{line.unit_price:f}", f"{line.amount:f}")
        for line in lines
    ]


def test_each_chat_has_its_price_and_the_line_is_rounded_once():
    terms = Terms(1, "EUR", chat_price=D("0.1550"))

    lines = month(terms, chats(terms, 3))

    assert shown(lines) == [("chat", "3", "0.1550", "0.47")]
    rounding = lines[0].entries[0]
    assert (rounding.kind, rounding.quantity, rounding.unit_price) == ("rounding", 1, D("0.0050"))
    assert lines[0].charged == lines[0].amount


def test_graduated_tiers_charge_each_chat_at_its_tier():
    tiers = ((101, D("2.5000")), (201, D("2.0000")))
    terms = Terms(1, "EUR", chat_price=D("3.0000"), tiers=tiers)

    assert shown(month(terms, chats(terms, 250))) == [
        ("chat", "100", "3.0000", "300.00"),
        ("chat", "100", "2.5000", "250.00"),
        ("chat", "50", "2.0000", "100.00"),
    ]


@pytest.mark.parametrize(("how_many", "price"), [(100, "3.0000"), (101, "2.5000")])
def test_volume_tiers_charge_all_chats_at_the_tier_reached(how_many: int, price: str):
    terms = Terms(1, "EUR", chat_price=D("3.0000"), tiers=((101, D("2.5000")),), is_volume=True)

    (line,) = month(terms, chats(terms, how_many))

    assert (line.quantity, line.unit_price) == (how_many, D(price))


def test_a_retainer_includes_its_chats_and_tiers_begin_after_them():
    terms = Terms(
        *(1, "EUR"),
        chat_price=D(3),
        retainer=D(200),
        included_chats=50,
        tiers=((11, D(2)),),
    )

    assert [row[:1] + row[3:] for row in shown(month(terms, chats(terms, 65)))] == [
        ("retainer", "200.00"),
        ("chat", "0.00"),
        ("chat", "30.00"),
        ("chat", "10.00"),
    ]


def test_a_minimum_is_made_up_by_a_line_of_its_own():
    terms = Terms(1, "EUR", chat_price=D(3), minimum=D(100))

    assert shown(month(terms, chats(terms, 10)))[-1] == ("minimum", "1", "70.00", "70.00")
    assert len(month(terms, chats(terms, 40))) == 1


def test_a_credit_for_an_earlier_month_is_not_swallowed_by_the_minimum():
    terms = Terms(1, "EUR", lead_price=D(25), minimum=D(100))
    lead = usage("lead", D(25))
    old, new = (
        usage("credit", D(25), n, quantity=D(-1), takes_back="lead", takes_back_new=bool(n))
        for n in range(2)
    )

    assert net_of(month(terms, [lead, old])) == 75
    assert net_of(month(terms, [lead, new])) == 100


def test_missed_service_gives_money_back():
    promise = ServicePromise(30, ((D(80), D(5)), (D(70), D(10))), free_after_seconds=120)
    terms = Terms(1, "EUR", chat_price=D(2), promise=promise)
    rows = [*chats(terms, 9, waited_seconds=D(20)), usage("chat", D(2), 9, waited_seconds=D(121))]

    lines = month(terms, rows, D("69.9"))

    assert shown(lines) == [
        ("chat", "10", "2", "20.00"),
        ("sla", "-1", "2", "-2.00"),
        ("sla", "-1", "1.80", "-1.80"),
    ]
    assert lines[1].entries[0].evidence["chats"] == ["chat:9"]
    assert len(month(terms, rows[:9], D(80))) == 1


def test_a_chat_that_is_free_costs_no_surcharge_either():
    promise = ServicePromise(30, ((D(80), D(5)),), free_after_seconds=120)
    terms = Terms(1, "EUR", D(2), promise=promise, surcharge_percent=D(50), included_chats=1)
    rows = [usage("chat", D(2), n, waited_seconds=D(121 if n < 2 else 20)) for n in range(4)]
    rows += [surcharge_of(row, D(1)) for row in rows[:3]]

    assert shown(month(terms, rows, D("69.9"))) == [
        ("chat", "1", "0", "0.00"),
        ("chat", "3", "2", "6.00"),
        ("surcharge", "3", "1", "3.00"),
        ("sla", "-1", "2", "-2.00"),
        ("sla", "-2", "1", "-2.00"),
        ("sla", "-1", "0.20", "-0.20"),
    ]


def test_a_surcharge_is_a_share_of_the_price():
    assert surcharge_price(Terms(1, "EUR", chat_price=D("1.55"), surcharge_percent=D("33.33"))) == (
        D("0.5166")
    )


class Version:
    """A contract, as months read it."""

    def __init__(self, terms: Terms, valid_from: date, valid_to: date | None = None) -> None:
        self.terms, self.valid_from, self.valid_to = terms, valid_from, valid_to


def test_a_new_price_within_a_month_splits_it_by_days():
    old = Terms(1, "EUR", chat_price=D(3), retainer=D(100), included_chats=10)
    new = Terms(2, "EUR", chat_price=D(2), retainer=D(100), included_chats=10)
    contracts = [
        Version(old, date(2026, 1, 1), date(2026, 10, 10)),
        Version(new, date(2026, 10, 11)),
    ]
    rows = [*chats(old, 4), *chats(new, 10, version=2)]

    lines = rate("2026-10", segments_of(date(2026, 10, 20), contracts), rows)

    assert shown(lines) == [
        ("retainer", "1", "32.26", "32.26"),
        ("chat", "3", "0", "0.00"),
        ("chat", "1", "3", "3.00"),
        ("retainer", "1", "67.74", "67.74"),
        ("chat", "7", "0", "0.00"),
        ("chat", "3", "2", "6.00"),
    ]


prices = st.decimals(min_value=0, max_value=500, places=4)
currencies = st.sampled_from(["EUR", "CZK", "JPY", "KWD"])


@st.composite
def any_terms(draw, version: int = 1) -> Terms:
    steps = sorted(draw(st.sets(st.integers(2, 40), max_size=3)))
    levels = st.decimals(min_value=0, max_value=100, places=1)
    promise = ServicePromise(30, tuple(draw(st.lists(st.tuples(levels, levels), max_size=2))), 120)
    return Terms(
        version,
        draw(currencies),
        chat_price=draw(prices),
        lead_price=draw(prices),
        retainer=draw(prices),
        included_chats=draw(st.integers(0, 20)),
        minimum=draw(prices),
        tiers=tuple((first, draw(prices)) for first in steps),
        is_volume=draw(st.booleans()),
        surcharge_percent=draw(st.decimals(min_value=0, max_value=200, places=2)),
        promise=draw(st.sampled_from([None, promise])),
    )


@st.composite
def any_usages(draw, terms: Terms) -> list[Usage]:
    waits = st.decimals(min_value=0, max_value=300, places=0)
    rows = [
        usage("chat", terms.chat_price or D(0), n, waited_seconds=draw(waits))
        for n in range(draw(st.integers(0, 60)))
    ]
    price = surcharge_price(terms)
    rows += [surcharge_of(row, price) for row in rows[: draw(st.integers(0, 9))]]
    leads = [usage("lead", terms.lead_price or D(0), n) for n in range(draw(st.integers(0, 9)))]
    rows += leads
    for n, lead in enumerate(draw(st.lists(st.sampled_from(leads), unique=True)) if leads else []):
        rows.append(
            usage(
                *("credit", lead.unit_price, n),
                quantity=D(-1),
                takes_back="lead",
                takes_back_new=draw(st.booleans()),
            )
        )
    return rows


@given(st.data())
def test_lines_are_the_sum_of_the_ledger_in_every_currency(data):
    terms = data.draw(any_terms())
    rows = data.draw(any_usages(terms))
    level = data.draw(st.none() | st.decimals(min_value=0, max_value=100, places=2))

    lines = month(terms, rows, level)

    charged = sum((row.amount for row in rows), D(0))
    added = sum((entry.amount for line in lines for entry in line.entries), D(0))
    assert net_of(lines) == charged + added
    assert all(line.charged == line.amount for line in lines)
    assert sorted(row.id for line in lines for row in line.usages) == sorted(r.id for r in rows)
    keys = [(entry.kind, entry.source) for line in lines for entry in line.entries]
    assert len(keys) == len(set(keys))
    assert all(entry.unit_price > 0 for line in lines for entry in line.entries)
    unit = unit_of(terms.currency)
    assert all(line.amount == line.amount.quantize(unit) for line in lines)
    assert all(
        line.amount == round_money(line.quantity * line.unit_price, terms.currency)
        for line in lines
    )


@given(st.data())
def test_the_order_in_which_rows_come_changes_nothing(data):
    terms = data.draw(any_terms())
    rows = data.draw(any_usages(terms))

    assert month(terms, data.draw(st.permutations(rows))) == month(terms, rows)


@given(prices, st.integers(0, 200), st.sets(st.integers(2, 28), max_size=4), currencies)
def test_versions_on_the_same_terms_share_a_month_without_loss(monthly, chats, changes, currency):
    days = [1, *sorted(changes)]
    ends = [*(day - 1 for day in days[1:]), None]
    contracts = [
        Version(
            Terms(number, currency),
            date(2028, 2, first),
            date(2028, 2, end) if end else None,
        )
        for number, (first, end) in enumerate(zip(days, ends, strict=True))
    ]

    segments = segments_of(date(2028, 2, 29), contracts)

    assert sum(segment.money(monthly) for segment in segments) == round_money(monthly, currency)
    assert sum(segment.count(chats) for segment in segments) == chats
    assert sum(segment.end - segment.start for segment in segments) == 29


@pytest.mark.parametrize(
    ("currency", "amount"), [("JPY", "3"), ("EUR", "2.50"), ("CZK", "2.50"), ("KWD", "2.500")]
)
def test_amounts_have_as_many_places_as_their_currency(currency: str, amount: str):
    assert f"{round_money(D('2.5'), currency)}" == amount
    assert round_money(D("-0.0005"), "KWD") == D("-0.001")
    assert EXPONENTS["JPY"] == 0
