"""When visitors write: by the weekday and hour of the brand's zone, more of them every week."""

import math
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

HOUR = timedelta(hours=1)
WEEKDAYS = (1.0, 0.97, 0.94, 0.98, 0.9, 0.55, 0.62)
# A first rise before noon, and the peak after supper.
HOURS = (2, 1, 1, 0, 0, 1, 3, 10, 25, 38, 45, 44, 36, 34, 36, 40, 46, 55, 68, 88, 100, 74, 38, 12)
GROWTH_A_WEEK = 1.035


def arrivals(
    busy_day: float, zone: str, since: datetime, until: datetime, luck: Random
) -> Iterator[datetime]:
    """Moments in order. ``busy_day`` is how many come on a Monday of the last week."""
    tz = ZoneInfo(zone)
    hour = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while hour < until:
        local = hour.astimezone(tz)
        weeks_ago = (until - hour) / timedelta(weeks=1)
        mean = busy_day * WEEKDAYS[local.weekday()] * HOURS[local.hour] / sum(HOURS)
        count = _poisson(mean / GROWTH_A_WEEK**weeks_ago, luck)
        moments = sorted(hour + luck.random() * HOUR for _ in range(count))
        yield from (moment for moment in moments if since <= moment < until)
        hour += HOUR


def _poisson(mean: float, luck: Random) -> int:
    count, product, limit = 0, luck.random(), math.exp(-mean)
    while product > limit:
        count += 1
        product *= luck.random()
    return count
