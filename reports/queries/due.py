"""Which agencies have something to derive or to roll up: asked over all of them, as maintenance."""

from datetime import datetime

from django.db.models import BigIntegerField, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from agents.models import PresenceSpan
from conversations.models import Conversation
from reports.models import Progress, StaleHour
from tenants.models import Agency


def agencies_to_derive() -> list[int]:
    """Those with a conversation that changed after the last that was looked at."""
    changes = Conversation.objects.filter(
        Q(changed_in=OuterRef("seen"), pk__gt=OuterRef("seen_id"))
        | Q(changed_in__gt=OuterRef("seen")),
        agency=OuterRef("pk"),
        changed_in__gte=OuterRef("seen"),
    )
    place = Progress.objects.filter(agency=OuterRef("pk"))
    rows = Agency.objects.annotate(
        seen=_or_zero(place.values("changed_in")), seen_id=_or_zero(place.values("conversation_id"))
    )
    return _ids(rows.filter(Exists(changes)))


def agencies_to_roll_up(this_hour: datetime) -> list[int]:
    """Those with a note, or with presence in hours that the clock has ended."""
    notes = StaleHour.objects.filter(agency=OuterRef("pk"))
    counted = Progress.objects.filter(agency=OuterRef("pk"), hours_until__gte=this_hour)
    presence = PresenceSpan.objects.filter(agency=OuterRef("pk"))
    due = Exists(notes) | (Exists(presence) & ~Exists(counted))
    return _ids(Agency.objects.filter(due))


def _or_zero(column) -> Coalesce:
    return Coalesce(Subquery(column), Value(0), output_field=BigIntegerField())


def _ids(rows) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
