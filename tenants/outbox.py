"""What is stored with a change and sent after it, for as often as it takes.

To send, a worker first moves the next attempt on: nobody else takes the row meanwhile, and when
the worker dies before it has written down how it went, it is sent again, under the same id, by
which the receiver knows it.
"""

import logging
import random
import time
from collections.abc import Callable, Hashable, Iterable
from datetime import timedelta
from typing import NamedTuple, TypeVar
from uuid import uuid4

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.queries import database_time
from tenants.scoping import BrandModel, tenant_scope
from tenants.sweeps import contained

logger = logging.getLogger(__name__)

# How long a worker has before the row is due again.
CLAIM = timedelta(minutes=2)
# After each attempt that failed; after the last one it has failed for good: about 3 days.
BACK_OFF = [
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
    timedelta(hours=36),
]
# Attempts are counted so far, and made as long as it takes.
MOST_COUNTED = 1000
# What a run takes from the table.
MAX_ROWS = 500
# A run ends after so long; what it leaves is due in the next one.
RUN_SECONDS = 20


class NotSent(Exception):
    """It did not arrive. The text is for the receipt, and holds nothing of an answer."""


class Attempt(NamedTuple):
    """How sending went. ``detail`` is shown to who wants to know why."""

    ok: bool
    detail: str
    ms: int


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")


class Outgoing(BrandModel):
    """A row of an outbox."""

    # What the receiver knows it by: the same in every attempt.
    uuid = models.UUIDField(default=uuid4, editable=False)
    status = models.CharField(
        max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # Before this time nobody sends it. Who does moves it on first, so that nobody else does,
    # and so that it is sent again when the sender dies.
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    # [{at, ok, detail, ms}], one for each attempt that came to an end.
    receipts = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        abstract = True


Row = TypeVar("Row", bound=models.Model)
# Answers what the receipt says, or raises.
Sender = Callable[[], str]


def due(rows: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """What waits and whose time has come. First attempts before repeated ones, so that a
    receiver that is gone delays nobody else's."""
    pending = rows.filter(status=DeliveryStatus.PENDING, next_at__lte=Now())
    return pending.order_by("attempts", "next_at")


@transaction.atomic
def claim(rows: models.QuerySet[Row], row_id: int) -> Row | None:
    """Take a due row for the time of an attempt; None when another worker has it."""
    row = due(rows).select_for_update(skip_locked=True, of=["self"]).filter(pk=row_id).first()
    if row is None:
        return None
    row.attempts = min(row.attempts + 1, MOST_COUNTED)  # type: ignore[attr-defined]
    row.next_at = database_time() + CLAIM  # type: ignore[attr-defined]
    row.save(update_fields=["attempts", "next_at"])
    return row


@transaction.atomic
def record_attempt(row: Outgoing, attempt: Attempt) -> None:
    """Write down how an attempt went, and when the next one is."""
    stored = type(row)._default_manager.select_for_update(of=["self"]).get(pk=row.pk)
    moment = database_time()
    stored.receipts = [*stored.receipts, {"at": moment.isoformat(), **attempt._asdict()}]
    if attempt.ok:
        stored.status, stored.delivered_at = DeliveryStatus.DELIVERED, moment
    elif stored.attempts <= len(BACK_OFF):
        stored.next_at = moment + pause_after(stored.attempts)
    elif stored.status == DeliveryStatus.PENDING:
        stored.status = DeliveryStatus.FAILED
    stored.save(update_fields=["receipts", "status", "delivered_at", "next_at"])


def pause_after(attempts: int) -> timedelta:
    """Spread, so that what failed together does not come back together."""
    longest = len(BACK_OFF)
    return BACK_OFF[min(attempts, longest) - 1] * random.uniform(0.75, 1.25)


def hand_over(
    agency_id: int,
    row_id: int,
    *,
    claim: Callable[[int], Row | None],
    sender: Callable[[Row], Sender],
    record: Callable[[Row, Attempt], None],
) -> bool:
    """Claim a row, send it outside of any transaction, write down. False when it did not arrive.

    ``sender`` is called inside the scope: what it answers needs nothing more of the database.
    """
    with tenant_scope(agency_id):
        row = claim(row_id)
        if row is None:
            return True
        send = sender(row)
    attempt = attempted(send)
    with tenant_scope(agency_id):
        record(row, attempt)
    return attempt.ok


def attempted(send: Sender) -> Attempt:
    """Send, and see how it goes."""
    start = time.monotonic()
    try:
        ok, detail = True, send()
    except NotSent as error:
        ok, detail = False, str(error)
    except Exception:
        # One row that cannot be sent must not keep the others.
        logger.exception("Something could not be sent.")
        ok, detail = False, "protocol"
    return Attempt(ok, detail, int((time.monotonic() - start) * 1000))


def relay(rows: Iterable[tuple[int, int, Hashable]], deliver: Callable[[int, int], bool]) -> None:
    """Send rows, named by agency, key and receiver. A receiver that failed is left for later."""
    end, failed = time.monotonic() + RUN_SECONDS, set()
    for agency_id, row_id, receiver in rows:
        if time.monotonic() > end:
            break
        if receiver not in failed and not _try(deliver, agency_id, row_id):
            failed.add(receiver)


def _try(deliver: Callable[[int, int], bool], agency_id: int, row_id: int) -> bool:
    has_arrived = False
    with contained("Row %d of an outbox keeps nobody but itself.", row_id):
        has_arrived = deliver(agency_id, row_id)
    return has_arrived
