"""The ledger as it is read: what is on no invoice yet, and what stands behind a line."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.db.models.fields.json import KeyTextTransform

from billing.models import Charge, ChargeKind, InvoiceLine, LineCharge
from billing.rating import Usage
from tenants.models import Brand

USAGE_COLUMNS = (
    *("pk", "kind", "source", "contract__version", "quantity", "unit_price", "amount"),
    *("occurred_at", "waited", "reverses_id", "reverses__kind"),
)


def new_charges(brand: Brand, until: datetime | None = None) -> QuerySet[Charge]:
    """Charges that are on no invoice, up to a moment: of that time, or late."""
    rows = Charge.objects.filter(brand=brand, line_charges__isnull=True)
    return rows if until is None else rows.filter(occurred_at__lt=until)


def new_usages(brand: Brand, since: datetime, until: datetime) -> list[Usage]:
    """The same as rating reads them; what happened before ``since`` is late."""
    waited = KeyTextTransform("longest_wait", "evidence")
    rows = list(new_charges(brand, until).annotate(waited=waited).values_list(*USAGE_COLUMNS))
    known = {row[0] for row in rows}
    return [_usage(row, since, known) for row in rows]


def _usage(row: tuple, since: datetime, known: set[int]) -> Usage:
    (pk, kind, source, version, quantity, unit_price, amount, at, waited, taken, takes_back) = row
    return Usage(
        id=pk,
        kind=kind,
        source=source,
        version=version,
        quantity=quantity,
        unit_price=unit_price,
        amount=amount,
        occurred_at=at,
        is_late=at < since,
        waited_seconds=Decimal(waited) if waited is not None and kind == ChargeKind.CHAT else None,
        takes_back=takes_back or "",
        takes_back_new=taken in known,
        reverses=taken,
    )


def charges_of(line: InvoiceLine) -> QuerySet[LineCharge]:
    """The rows behind a line with their evidence, in the order in which they happened."""
    rows = LineCharge.objects.filter(line=line).select_related("charge", "charge__reverses")
    return rows.order_by("charge__occurred_at", "charge__pk")


def printed_items(brand: Brand, charges: Sequence[int]) -> list[dict[str, Any]]:
    """The chats and leads among these charges, as they are printed: without any names."""
    kept = ("first_response", "longest_wait", "transcript_hash", "conversation", "lead")
    rows = (
        Charge.objects.filter(pk__in=charges, kind__in=[ChargeKind.CHAT, ChargeKind.LEAD])
        .annotate(**{f"kept_{name}": KeyTextTransform(name, "evidence") for name in kept})
        .order_by("occurred_at", "pk")
        .values_list("kind", "occurred_at", *(f"kept_{name}" for name in kept))
    )
    zone = ZoneInfo(brand.time_zone)
    return [
        {
            "kind": kind,
            "at": f"{at.astimezone(zone):%Y-%m-%d %H:%M}",
            "id": lead if kind == ChargeKind.LEAD else conversation,
            "first_response": response,
            "longest_wait": wait,
            "hash": transcript or "",
        }
        for kind, at, response, wait, transcript, conversation, lead in rows
    ]


def uncredited_charges(lines: Iterable[InvoiceLine]) -> QuerySet[LineCharge]:
    """What is still owed of invoice lines."""
    rows = LineCharge.objects.filter(line__in=list(lines), charge__reversals__isnull=True)
    return rows.select_related("charge", "charge__contract").order_by("charge__pk")
