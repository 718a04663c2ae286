"""A month becomes an invoice: once, whole, in order, for ever."""

from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.utils.timezone import now

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period
from billing.actions.contracts import agree_contract, end_contract
from billing.errors import (
    EarlierMonthOpen,
    IssuedLater,
    MonthNotOver,
    PartyMissing,
)
from billing.models import (
    Charge,
    Contract,
    Invoice,
    Party,
    Period,
    Series,
)
from billing.queries.contracts import today, vat_rates
from billing.queries.ledger import charges_of, new_charges
from billing.queries.periods import open_months
from billing.queries.spending import spending
from billing.queries.statements import statement
from billing.rating import bounds_of
from tests.billing.past import (
    OCTOBER,
    agree,
    at,
    charged_on,
    have_chats,
    have_lead,
    lines_of,
    running_month,
    win_dispute,
)
from tests.factories import Office, make_brand

NOON = at("2026-10-07 12:00")
SEPTEMBER, NOVEMBER = date(2026, 9, 1), date(2026, 11, 1)


def test_a_month_is_closed_once_and_its_invoice_adds_up(agreed: Office):
    have_chats(agreed, 10, NOON)
    have_lead(agreed, NOON)
    preview = statement(agreed.brand, OCTOBER)

    invoice = close_period(agreed.brand, OCTOBER)

    assert preview is not None
    assert invoice is not None
    assert lines_of(invoice) == [("chat", "15.50"), ("lead", "25.00")]
    assert (invoice.net, invoice.vat, invoice.total) == (
        *(Decimal("40.50"), Decimal("9.32"), Decimal("49.82")),
    )
    assert charged_on(invoice) == invoice.net
    assert (invoice.number, invoice.supplied_until) == (
        f"{today(agreed.brand.time_zone).year}000001",
        date(2026, 10, 31),
    )
    assert close_period(agreed.brand, OCTOBER) == invoice
    assert Invoice.objects.count() == Period.objects.count() == 1


def test_the_preview_is_what_is_issued_and_writes_nothing(office: Office):
    with office.scope():
        agree(office, retainer=Decimal(100), included_chats=3, minimum=Decimal(150))
        have_chats(office, 10, NOON)
        charge_brand(office.brand)
        before = Charge.objects.count()

        preview = statement(office.brand, OCTOBER)

        assert preview is not None
        assert Charge.objects.count() == before
        invoice = close_period(office.brand, OCTOBER)
        assert invoice is not None
        assert [
            (line.description, line.quantity, line.unit_price, line.amount)
            for line in invoice.lines.all()
        ] == [
            (line.description, line.quantity, line.unit_price, line.amount)
            for line in preview.lines
        ]
        assert preview.net == invoice.net == 150


def test_numbers_go_up_by_one_over_all_brands_and_days_never_back(agreed: Office):
    agree(agreed, agreed.brands[1])
    for brand in agreed.brands:
        have_chats(agreed, 1, NOON, brand=brand)

    first = close_period(agreed.brand, OCTOBER, issued_on=date(2026, 11, 3))
    with pytest.raises(IssuedLater), transaction.atomic():
        close_period(agreed.brands[1], OCTOBER, issued_on=date(2026, 11, 2))
    second = close_period(agreed.brands[1], OCTOBER, issued_on=date(2026, 11, 3))

    assert first is not None
    assert second is not None
    assert [first.number, second.number] == ["2026000001", "2026000002"]
    assert Series.objects.get().last == 2


def test_a_month_that_is_not_over_waits_unless_it_is_closed_early(office: Office):
    with office.scope():
        month = running_month(office.brand)
        agree(office, valid_from=month, retainer=Decimal(100))
        have_chats(office, 2, now() - timedelta(minutes=8))

        with pytest.raises(MonthNotOver):
            close_period(office.brand, month)
        invoice = close_period(office.brand, month, early=True)

        assert lines_of(invoice) == [("retainer", "100.00"), ("chat", "3.10")]
        assert close_period(office.brand, month, early=True) == invoice
        assert open_months(office.brand) == []
        spent = spending(office.brand, month)
        assert spent is not None
        assert spent.amount == Decimal("103.10")


def test_what_is_found_late_is_on_the_next_invoice_and_marked(office: Office):
    with office.scope():
        agree(office, valid_from=SEPTEMBER)
        have_chats(office, 1, at("2026-09-30 23:59"))
        close_period(office.brand, SEPTEMBER)
        have_chats(office, 2, at("2026-09-30 23:00"))
        have_chats(office, 1, at("2026-10-01 00:00"))

        invoice = close_period(office.brand, OCTOBER)

        assert invoice is not None
        (line,) = invoice.lines.all()
        assert line.quantity == 3
        assert line.details["late"] == 2
        assert line.description.endswith("(2 from earlier months), October 2026")
        assert [row.is_late for row in charges_of(line)] == [True, True, False]
        assert not new_charges(office.brand).exists()


def test_months_are_closed_in_order_and_empty_ones_without_an_invoice(office: Office):
    with office.scope():
        agree(office, valid_from=SEPTEMBER)
        have_chats(office, 1, NOON)

        with pytest.raises(EarlierMonthOpen):
            close_period(office.brand, OCTOBER)
        assert close_period(office.brand, SEPTEMBER) is None
        assert close_period(office.brand, OCTOBER) is not None
        assert [one.month for one in Period.objects.order_by("month")] == [SEPTEMBER, OCTOBER]


def test_nothing_is_closed_without_a_contract_or_before_it(agreed: Office):
    assert close_period(agreed.brands[1], OCTOBER) is None
    assert close_period(agreed.brand, SEPTEMBER) is None
    assert Period.objects.count() == 0


def test_what_is_found_out_after_the_contract_has_ended_is_on_an_invoice_too(agreed: Office):
    have_chats(agreed, 1, NOON)
    end_contract(Contract.objects.get(), by=None, last_day=date(2026, 10, 31))
    close_period(agreed.brand, OCTOBER)
    have_chats(agreed, 2, at("2026-10-31 23:00"))
    charge_brand(agreed.brand)

    assert open_months(agreed.brand) == [NOVEMBER]
    month = running_month(agreed.brand)
    late = close_period(agreed.brand, NOVEMBER, early=month == NOVEMBER)

    assert lines_of(late) == [("chat", "3.10")]
    assert not new_charges(agreed.brand).exists()


def test_without_billing_details_nothing_is_issued_and_no_number_lost(agreed: Office):
    have_chats(agreed, 1, NOON)
    Party.objects.filter(brand=agreed.brand).delete()

    with pytest.raises(PartyMissing), transaction.atomic():
        close_period(agreed.brand, OCTOBER)

    assert (Period.objects.count(), Series.objects.count()) == (0, 0)


def test_a_lead_that_was_won_back_later_is_credited_on_the_next_invoice(office: Office):
    with office.scope():
        agree(office, valid_from=SEPTEMBER, chat_price=None, lead_price=Decimal(25))
        lead = have_lead(office, at("2026-09-10 12:00"))
        close_period(office.brand, SEPTEMBER)
        have_lead(office, NOON)
        have_lead(office, NOON + timedelta(hours=1))
        win_dispute(lead, at("2026-10-01 09:00"))

        invoice = close_period(office.brand, OCTOBER)

        assert lines_of(invoice) == [("lead", "50.00"), ("credit", "-25.00")]


def test_a_credit_that_is_more_than_the_month_waits_for_the_next(office: Office):
    with office.scope():
        agree(office, valid_from=SEPTEMBER, lead_price=Decimal(25))
        for hour in (10, 11):
            win_dispute_later = have_lead(office, at(f"2026-09-10 {hour}:00"))
        first = close_period(office.brand, SEPTEMBER)
        assert lines_of(first) == [("lead", "50.00")]
        win_dispute(win_dispute_later, at("2026-10-01 09:00"))
        have_chats(office, 10, NOON)

        second = close_period(office.brand, OCTOBER)

        assert lines_of(second) == [("chat", "15.50")]
        assert [row.kind for row in new_charges(office.brand)] == ["credit"]


def test_an_ended_contract_is_charged_to_its_last_day(agreed: Office):
    have_chats(agreed, 1, at("2026-10-20 23:59"))
    have_chats(agreed, 1, at("2026-10-21 00:00"))
    end_contract(Contract.objects.get(), by=None, last_day=date(2026, 10, 20))

    invoice = close_period(agreed.brand, OCTOBER)

    assert lines_of(invoice) == [("chat", "1.55")]
    assert open_months(agreed.brand) == []


def test_a_new_price_splits_the_month_into_lines(agreed: Office):
    have_chats(agreed, 2, NOON)
    agree_contract(agreed.brand, by=None, valid_from=date(2026, 10, 16), chat_price=Decimal(2))
    have_chats(agreed, 3, at("2026-10-16 00:00"))

    assert lines_of(close_period(agreed.brand, OCTOBER)) == [("chat", "3.10"), ("chat", "6.00")]


def test_missed_service_is_credited_with_the_chats_that_missed_it(office: Office):
    sla = {"target_seconds": 30, "steps": [["80", "10"]], "free_after_seconds": 120}
    with office.scope():
        agree(office, chat_price=Decimal(2), sla=sla)
        have_chats(office, 7, NOON)
        have_chats(office, 2, NOON + timedelta(hours=1), answer_after=60)
        have_chats(office, 1, NOON + timedelta(hours=2), answer_after=121)

        invoice = close_period(office.brand, OCTOBER)

        assert lines_of(invoice) == [("chat", "20.00"), ("sla", "-2.00"), ("sla", "-1.80")]
        assert Period.objects.get().figures == {"service_level": "70.00"}


@pytest.mark.parametrize("zone", ["Europe/Bratislava", "America/Los_Angeles", "Asia/Kathmandu"])
def test_every_instant_is_in_one_period_of_its_brand(office: Office, zone: str):
    with office.scope():
        brand = make_brand(office.agency, "Elsewhere", time_zone=zone)
        agree(office, brand, valid_from=date(2026, 1, 1))
        for month in range(1, 11):
            close_period(brand, date(2026, month, 1))

        spans = list(Period.objects.order_by("month").values_list("starts_at", "ends_at"))

        assert [end for _start, end in spans[:-1]] == [start for start, _end in spans[1:]]
        local = [start.astimezone(ZoneInfo(zone)) for start, _end in spans]
        assert {(one.day, one.hour, one.minute) for one in local} == {(1, 0, 0)}


def test_days_in_which_clocks_change_and_leap_days_are_whole():
    zone = ZoneInfo("Europe/Bratislava")

    def hours(month: date) -> float:
        start, end = bounds_of(month, zone)
        return (end - start) / timedelta(hours=1)

    assert hours(date(2026, 3, 1)) == 31 * 24 - 1
    assert hours(date(2026, 10, 1)) == 31 * 24 + 1
    assert hours(date(2028, 2, 1)) == 29 * 24


def test_rates_are_those_of_the_day():
    slovak = [vat_rates(day)["SK"] for day in (date(2024, 12, 31), date(2025, 1, 1))]

    assert slovak == [20, 23]
    assert vat_rates(date(2026, 11, 1)) == {
        **{"SK": 23, "SI": 22, "CZ": 21, "AT": 20},
        **{"HU": 27, "DE": 19, "PL": 23, "HR": 25},
    }
