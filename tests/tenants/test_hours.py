"""Promised hours in the brand's zone, on the days on which the clocks change too."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants.actions import update_brand
from tenants.hours import DAYS, Hours, start_of_hour
from tenants.queries import hours_of, timetable_of
from tests.factories import Office

ZONE = "Europe/Bratislava"
OFFICE = {day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in DAYS[:5]}
HOUR = timedelta(hours=1)


def local(text: str, zone: str = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def office_hours() -> Hours:
    return Hours.parse(OFFICE, ZONE)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-20 07:59:59", False),
        ("2026-11-20 08:00", True),
        ("2026-11-20 12:00", False),
        ("2026-11-20 13:00", True),
        ("2026-11-20 17:59:59", True),
        ("2026-11-20 18:00", False),
        ("2026-11-21 10:00", False),
    ],
)
def test_open_from_the_first_moment_to_before_the_last(at: str, is_open: bool):
    assert office_hours().is_open(local(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-20 09:00", "2026-11-20 09:00"),
        ("2026-11-20 12:30", "2026-11-20 13:00"),
        ("2026-11-20 18:00", "2026-11-23 08:00"),
        # The Sunday in between has 25 hours.
        ("2026-10-23 18:00", "2026-10-26 08:00"),
    ],
)
def test_the_next_opening(at: str, opens: str):
    assert office_hours().next_opening(local(at)) == local(opens)


def test_no_hours_are_all_hours():
    hours = Hours.parse({}, ZONE)
    at = local("2026-11-21 03:00")

    assert hours.is_open(at)
    assert hours.next_opening(at) == at
    assert hours.open_time(at, at + 30 * HOUR) == 30 * HOUR


def test_open_time_leaves_the_night_and_the_weekend_out():
    friday, monday = local("2026-11-20 17:00"), local("2026-11-23 09:30")

    assert office_hours().open_time(friday, monday) == timedelta(hours=2, minutes=30)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_on_which_the_clocks_change_has_its_own_length(day: str, hours: int):
    around = Hours.parse({"sun": [["00:00", "24:00"]]}, ZONE)
    start = local(f"{day} 00:00")

    assert around.open_time(start - 24 * HOUR, start + 48 * HOUR) == hours * HOUR


@pytest.mark.parametrize(
    ("day", "interval", "minutes"),
    [
        ("2026-03-29", ["02:30", "03:00"], 0),  # There is no such time on that day.
        ("2026-03-29", ["01:30", "03:30"], 60),
        ("2026-10-25", ["01:30", "03:30"], 180),
    ],
)
def test_hours_across_the_change(day: str, interval: list[str], minutes: int):
    hours = Hours.parse({"sun": [interval]}, ZONE)
    start = local(f"{day} 00:00")

    assert hours.open_time(start, start + 20 * HOUR) == timedelta(minutes=minutes)


def test_an_interval_past_midnight_ends_on_the_next_day():
    hours = Hours.parse({"fri": [["22:00", "02:00"]]}, ZONE)

    assert hours.is_open(local("2026-11-21 01:59"))
    assert not hours.is_open(local("2026-11-21 02:00"))
    assert not hours.is_open(local("2026-11-20 01:00"))


def test_intervals_that_overlap_count_once():
    hours = Hours.parse({"mon": [["08:00", "12:00"], ["10:00", "14:00"]]}, ZONE)
    monday = local("2026-11-23 00:00")

    assert hours.open_time(monday, monday + 24 * HOUR) == 6 * HOUR


def test_an_hour_begins_on_the_clock_of_the_zone():
    kolkata = ZoneInfo("Asia/Kolkata")
    at = datetime(2026, 11, 20, 10, 45, 30, tzinfo=UTC)

    assert start_of_hour(at, kolkata) == datetime(2026, 11, 20, 10, 30, tzinfo=UTC)
    # The hour that comes twice is two hours.
    first = datetime(2026, 10, 25, 0, 20, tzinfo=UTC)
    assert (
        start_of_hour(first + HOUR, ZoneInfo(ZONE)) - start_of_hour(first, ZoneInfo(ZONE)) == HOUR
    )


times = st.times().map(lambda time: time.strftime("%H:%M"))
weeks = st.dictionaries(st.sampled_from(DAYS), st.lists(st.tuples(times, times), max_size=3))
zones = st.sampled_from([ZONE, "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "UTC"])
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(weeks, zones, moments, st.integers(0, 3000), st.integers(0, 3000))
def test_hours_add_up(week, zone: str, since: datetime, first: int, second: int):
    hours = Hours.parse(week, zone)
    middle = since + timedelta(minutes=first)
    until = middle + timedelta(minutes=second)

    spans = list(hours.spans(since, until))
    whole = hours.open_time(since, until)

    assert whole == hours.open_time(since, middle) + hours.open_time(middle, until)
    assert timedelta() <= whole <= until - since
    assert all(start < end for start, end in spans)
    assert all(one[1] < two[0] for one, two in pairwise(spans))
    assert hours.is_open(since) == any(start == since for start, _ in spans) or since == until


@given(weeks, zones, moments)
def test_it_is_open_at_the_next_opening_and_never_before(week, zone: str, at: datetime):
    hours = Hours.parse(week, zone)

    opens = hours.next_opening(at)

    assert hours.is_open(opens)
    assert hours.open_time(at, opens) == timedelta()


def test_what_was_promised_then_is_not_changed_by_what_is_now(office: Office):
    with office.scope():
        update_brand(office.brand, by=None, hours=OFFICE)
        timetable = timetable_of(office.brand)
        (changed,) = [until for until, _ in timetable.past]

        assert timetable.at(changed - HOUR).is_always_open
        assert timetable.at(changed) == timetable.current == hours_of(office.brand)
        promised = sum(
            (end - start for start, end in timetable.spans(changed - HOUR, changed)), timedelta()
        )
        assert promised == HOUR
