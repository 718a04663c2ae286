"""Periods are whole days where the brand is, also when the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.periods import Period, today_in

PRAGUE = ZoneInfo("Europe/Prague")


def test_a_month_of_summer_time_has_an_hour_more_when_it_ends():
    october = Period.parse_month("2026-10", PRAGUE)

    assert october is not None
    assert (october.since, october.until) == (
        datetime(2026, 9, 30, 22, tzinfo=UTC),
        datetime(2026, 10, 31, 23, tzinfo=UTC),
    )
    assert october.until - october.since == timedelta(days=31, hours=1)
    assert len(october.days) == 31


def test_months_follow_each_other_without_a_gap():
    month = Period.month_of(date(2026, 1, 31), PRAGUE)

    assert (month.month_before.month, month.month, month.month_after.month) == (
        "2025-12",
        "2026-01",
        "2026-02",
    )
    assert month.month_before.until == month.since
    assert month.until == month.month_after.since


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-1", "1999-05", "2026-10-01", "x"])
def test_what_names_no_month_is_none(text: str):
    assert Period.parse_month(text, PRAGUE) is None


def test_the_last_days_end_today():
    week = Period.last_days(7, date(2026, 3, 1), PRAGUE)

    assert (week.first, week.last) == (date(2026, 2, 23), date(2026, 3, 1))
    assert not week.is_one_day
    assert Period.last_days(1, date(2026, 3, 1), PRAGUE).is_one_day


def test_a_running_month_ends_today():
    month = Period.month_of(date(2026, 3, 9), PRAGUE)

    assert month.up_to(date(2026, 3, 9)).last == date(2026, 3, 9)
    assert month.up_to(date(2026, 5, 1)).last == date(2026, 3, 31)
    assert month.up_to(date(2026, 1, 1)).last == date(2026, 3, 1)


def test_today_is_the_brands_day():
    late = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)

    assert today_in(PRAGUE, late) == date(2026, 7, 2)
