"""Charts of periods: every chat stands in exactly one bar, whatever the period and the zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from reports.graphs import chats_chart, level_chart, week_chart
from reports.periods import Period
from reports.series import Answers

PRAGUE = ZoneInfo("Europe/Prague")
KOLKATA = ZoneInfo("Asia/Kolkata")
ONE = Answers(offered=1, answered=1, in_time=1)


def every_hour(period: Period) -> dict[datetime, Answers]:
    hours = int((period.until - period.since) / timedelta(hours=1))
    return {period.since + timedelta(hours=hour): ONE for hour in range(hours)}


@pytest.mark.parametrize(
    ("first", "last", "bars"),
    [
        (date(2026, 5, 4), date(2026, 5, 4), 24),
        (date(2026, 3, 29), date(2026, 3, 29), 23),
        (date(2026, 10, 25), date(2026, 10, 25), 25),
        (date(2026, 10, 1), date(2026, 10, 31), 31),
        (date(2026, 1, 1), date(2026, 12, 31), 53),
    ],
)
def test_bars_add_up_to_the_period(first: date, last: date, bars: int):
    period = Period(first, last, PRAGUE)
    hours = every_hour(period)

    chart = chats_chart(hours, period)

    assert (len(chart.totals), sum(chart.totals)) == (bars, len(hours))
    cells = [value or 0 for row in week_chart(hours, period).values for value in row]
    assert sum(cells) == len(hours)


def test_hours_of_another_zone_belong_to_the_hour_they_begin_in():
    period = Period(date(2026, 5, 4), date(2026, 5, 4), PRAGUE)
    half_past = datetime(2026, 5, 4, 6, 30, tzinfo=UTC)

    chart = chats_chart({half_past: ONE}, period)

    assert dict(zip(chart.full_names, chart.totals, strict=True))["08:00"] == 1


def test_a_quiet_day_shows_the_working_day():
    period = Period(date(2026, 5, 4), date(2026, 5, 4), KOLKATA)
    night = {datetime(2026, 5, 3, 20, 30, tzinfo=UTC): Answers()}

    chart = chats_chart(night, period)

    assert (chart.labels[0], chart.labels[-1], chart.is_empty) == ("8", "17", True)


def test_a_level_without_chats_is_nothing_and_not_zero():
    period = Period(date(2026, 5, 4), date(2026, 5, 5), PRAGUE)
    noon = datetime(2026, 5, 4, 10, tzinfo=UTC)

    chart = level_chart({noon: Answers(offered=4, answered=3, in_time=1)}, period)

    assert chart.series[0].values == [25, None]
