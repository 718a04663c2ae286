"""What overview and portal count, straight from the tables: the numbers of now, and of a time.

A chat counts as answered when an agent wrote in it. Messages left while nobody was there are
not chats; they are counted on their own.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Min, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.timezone import now

from agents.models import Agent, Assignment
from conversations.models import Conversation, Outcome, Status
from tenants.models import Brand

# A visitor is answered within the first, and never waits longer than the second.
PROMISE = timedelta(seconds=30)
LATE = timedelta(minutes=2)


class Median(Aggregate):
    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


@dataclass(frozen=True)
class Period:
    """What became of the conversations that began in a time."""

    chats: int
    answered: int
    first_response: timedelta | None
    left_messages: int

    @property
    def answered_share(self) -> float | None:
        return self.answered / self.chats * 100 if self.chats else None


NOTHING = Period(chats=0, answered=0, first_response=None, left_messages=0)
_IS_CHAT = ~Q(outcome=Outcome.OFFLINE)
_PERIOD = {
    "chats": Count("pk", filter=_IS_CHAT),
    "answered": Count("pk", filter=_IS_CHAT & Q(first_response_at__isnull=False)),
    "first_response": Median(
        F("first_response_at") - F("opened_at"), filter=Q(first_response_at__isnull=False)
    ),
    "left_messages": Count("pk", filter=~_IS_CHAT),
}


def period(since: datetime, brand: Brand | None = None) -> Period:
    rows = Conversation.objects.filter(opened_at__gte=since)
    if brand is not None:
        rows = rows.filter(brand=brand)
    return Period(**rows.aggregate(**_PERIOD))


def periods_by_brand(since: datetime) -> dict[int, Period]:
    rows = Conversation.objects.filter(opened_at__gte=since).values("brand_id")
    counted = rows.annotate(**_PERIOD).order_by()
    return {brand_id: Period(**row) for brand_id, row in _by_brand(counted)}


def totals_now() -> dict[str, Any]:
    """The whole agency at this moment."""
    moment = now()
    late = Q(unanswered_since__lt=moment - LATE)
    counts = Conversation.objects.open().aggregate(
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        oldest=Min("queued_at", filter=Q(status=Status.WAITING)),
        held=Count("pk", filter=~Q(status=Status.WAITING)),
        late=Count("pk", filter=late),
    )
    available = Agent.objects.available().aggregate(
        people=Count("pk"),
        slots=Coalesce(Sum("capacity"), 0),
        used=Coalesce(Sum("load"), 0),
    )
    longest = moment - counts["oldest"] if counts["oldest"] else None
    connected = Agent.objects.online().count()
    return {
        **counts,
        **available,
        "longest": longest,
        "is_long": longest is not None and longest > PROMISE,
        "connected": connected,
    }


def brands_now(since: datetime) -> list[dict[str, Any]]:
    """Each brand at this moment, with what became of its chats since."""
    open_by_brand = _open_by_brand(Conversation.objects.open())
    available = Assignment.objects.filter(
        agent__in=Agent.objects.available(), agent__membership__is_active=True
    )
    people = dict(available.values_list("brand_id").annotate(Count("pk")).order_by())
    done = periods_by_brand(since)
    return [
        {
            "brand": brand,
            "people": people.get(brand.pk, 0),
            "period": done.get(brand.pk, NOTHING),
            **open_by_brand.get(brand.pk, {"waiting": 0, "held": 0, "oldest": None}),
        }
        for brand in Brand.objects.filter(is_active=True).order_by("name")
    ]


def people_now() -> QuerySet[Agent]:
    """Agents with an open console, those who can take most first."""
    connected = Agent.objects.online()
    return connected.order_by("status", "load", "name")


def _open_by_brand(rows: QuerySet[Conversation]) -> dict[int, dict[str, Any]]:
    counted = rows.values("brand_id").annotate(
        waiting=Count("pk", filter=Q(status=Status.WAITING)),
        held=Count("pk", filter=~Q(status=Status.WAITING)),
        oldest=Min("queued_at", filter=Q(status=Status.WAITING)),
    )
    return dict(_by_brand(counted.order_by()))


def _by_brand(counted: Iterable[Any]) -> Iterator[tuple[int, dict[str, Any]]]:
    for row in counted:
        yield row["brand_id"], {name: row[name] for name in row if name != "brand_id"}
