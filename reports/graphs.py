"""The charts of reports, made of hours."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from reports.charts import Chart, HeatMap, Series
from reports.dates import day_of_year_text, weekday_text
from reports.periods import Period
from reports.series import NO_LEADS, Answers, LeadCounts, folded
from tenants.hours import start_of_hour

# Percent of the chats offered that should be answered within the promise.
TARGET = 80
HOUR = timedelta(hours=1)
# More of them would be hairs: then a bar is a week.
MOST_DAYS = 62
# A working day is shown also when nobody wrote in its first and last hours.
WORKING_DAY = (8, 17)
Hours = Mapping[datetime, Answers]


def chats_chart(hours: Hours, period: Period) -> Chart:
    """By hour of a day, by day, or by week."""
    if period.is_one_day:
        axis, short, full, rows = _of_hours(hours, period)
        return Chart(_("Chats by hour"), axis, short, _parts(rows), full)
    axis, short, full, rows = _of_days(hours, period)
    title = _("Chats by week") if _has_weeks(period) else _("Chats by day")
    return Chart(title, axis, short, _parts(rows), full)


def level_chart(hours: Hours, period: Period) -> Chart:
    if period.is_one_day:
        axis, short, full, rows = _of_hours(hours, period)
        return Chart(_("Service level by hour"), axis, short, [_level(rows)], full, " %", TARGET)
    axis, short, full, rows = _of_days(hours, period)
    title = _("Service level by week") if _has_weeks(period) else _("Service level by day")
    return Chart(title, axis, short, [_level(rows)], full, " %", TARGET)


def week_chart(hours: Hours, period: Period) -> HeatMap:
    """All weeks of the period on one: when people write."""

    def place(hour: datetime) -> tuple[int, int]:
        local = hour.astimezone(period.zone)
        return local.weekday(), local.hour

    chats = folded(hours, place)
    grid = [
        [chats.get((day, hour), Answers()).offered for hour in range(24)] for day in WEEKDAYS_ABBR
    ]
    return HeatMap(
        title=_("Chats by weekday and hour"),
        axis=_("Weekday"),
        labels=[str(name) for name in WEEKDAYS_ABBR.values()],
        columns=[str(hour) for hour in range(24)],
        values=grid,
    )


def leads_chart(days: Mapping[date, LeadCounts], period: Period) -> Chart:
    axis, short, full = _days(period)
    rows = [days.get(day, NO_LEADS) for day in period.days]
    series = [
        Series(_("qualified"), [row.qualified for row in rows]),
        Series(_("other"), [row.leads - row.qualified for row in rows], "edge"),
    ]
    return Chart(_("Leads by day"), axis, short, series, full)


Rows = tuple[str, list[str], list[str], list[Answers]]


def _of_days(hours: Hours, period: Period) -> Rows:
    found = folded(hours, lambda hour: _bar_of(hour.astimezone(period.zone).date(), period))
    return *_days(period), [found.get(day, Answers()) for day in _bars(period)]


def _days(period: Period) -> tuple[str, list[str], list[str]]:
    """The name of the axis, its short labels and its full ones."""
    axis = _("Week from") if _has_weeks(period) else _("Day")
    # Beyond a month the number of a day no longer says which.
    is_long = len(period.days) > 31
    bars = _bars(period)
    short = [day_of_year_text(day) if is_long else str(day.day) for day in bars]
    return axis, short, [weekday_text(day) for day in bars]


def _bars(period: Period) -> list[date]:
    """The days, or the first days of the weeks, that have a bar of their own."""
    return sorted({_bar_of(day, period) for day in period.days})


def _bar_of(day: date, period: Period) -> date:
    if not _has_weeks(period):
        return day
    return max(period.first, day - timedelta(days=day.weekday()))


def _has_weeks(period: Period) -> bool:
    return len(period.days) > MOST_DAYS


def _of_hours(hours: Hours, period: Period) -> Rows:
    found = folded(hours, lambda hour: start_of_hour(hour, period.zone))
    shown = list(_hours_shown(period, found))
    local = [hour.astimezone(period.zone) for hour in shown]
    short = [str(hour.hour) for hour in local]
    full = [time_format(hour, "H:i") for hour in local]
    return _("Hour"), short, full, [found.get(hour, Answers()) for hour in shown]


def _hours_shown(period: Period, found: Hours) -> Iterator[datetime]:
    """The working day, longer where there was something; the day of a change has all its hours."""
    busy = [hour for hour, answers in found.items() if answers.offered]
    first, last = min(busy, default=period.until), max(busy, default=period.since)
    hour = period.since
    while hour < period.until:
        opens, closes = WORKING_DAY
        if opens <= hour.astimezone(period.zone).hour <= closes or first <= hour <= last:
            yield hour
        hour += HOUR


def _parts(rows: Sequence[Answers]) -> list[Series]:
    """What became of the chats offered: the three parts add up to them."""
    return [
        Series(_("within 30 s"), [row.in_time for row in rows]),
        Series(_("later"), [row.answered - row.in_time for row in rows], "warn"),
        Series(_("no answer"), [row.offered - row.answered for row in rows], "bad"),
    ]


def _level(rows: Sequence[Answers]) -> Series:
    return Series(_("answered within 30 s"), [row.percent_in_time for row in rows])
