"""What the portal counts, straight from the table: what became of the chats of a time.

A chat counts as answered when an agent wrote in it. Messages left while nobody was there are
not chats; they are counted on their own.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Aggregate, Count, DurationField, F, Q

from conversations.models import Conversation, Outcome
from tenants.models import Brand


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
