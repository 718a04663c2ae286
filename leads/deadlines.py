"""When a time to object or to answer is over: at the end of a day where the brand is."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

SATURDAY = 5


def end_of_days(since: datetime, days: int, time_zone: str) -> datetime:
    """The end of the day ``days`` after the day of ``since``."""
    zone = ZoneInfo(time_zone)
    day = since.astimezone(zone).date() + timedelta(days=days + 1)
    return datetime.combine(day, time(), zone)


def end_of_working_days(since: datetime, days: int, time_zone: str) -> datetime:
    """The end of the ``days``-th working day after the day of ``since``."""
    zone = ZoneInfo(time_zone)
    day = since.astimezone(zone).date()
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return datetime.combine(day + timedelta(days=1), time(), zone)
