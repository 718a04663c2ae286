"""How many visitors were answered in the time that a contract promises."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.db.models.functions import Now

from billing.models import Contract
from billing.rating import ServicePromise
from reports.models import ChatFact
from tenants.models import Brand


def promise_of(contracts: Sequence[Contract], last_day: date) -> ServicePromise | None:
    """What was promised last, up to a day."""
    begun = [one.terms.promise for one in contracts if one.valid_from <= last_day]
    return next((promise for promise in reversed(begun) if promise), None)


def service_level(
    brand: Brand, promise: ServicePromise | None, since: datetime, until: datetime
) -> Decimal | None:
    if promise is None:
        return None
    offered = ChatFact.objects.filter(
        brand=brand,
        counted_at__gte=since,
        counted_at__lt=until,
        is_offered=True,
        settled_at__lte=Now(),
    )
    in_time = Q(first_response__lte=promise.target)
    counts = offered.aggregate(offered=Count("pk"), in_time=Count("pk", filter=in_time))
    return per_cent(counts["in_time"], counts["offered"])


def per_cent(part: int, whole: int) -> Decimal | None:
    """To two places; None of nothing."""
    if not whole:
        return None
    return (Decimal(100 * part) / whole).quantize(Decimal("0.01"))
