"""Transcripts by e-mail: asked for by either side, sent by the outbox (tenants.outbox)."""

import math
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from conversations.errors import ClientIdReused
from conversations.models import Conversation, Letter
from conversations.queries import locked
from tenants import outbox
from tenants.errors import TooMany
from tenants.queries import database_time

DAY = timedelta(days=1)
# Whoever asks names any mailbox, so no mailbox gets many, whatever is asked.
MOST_OF_CONVERSATION = 3
MOST_TO_ADDRESS = 5


@transaction.atomic
def ask_for_transcript(
    conversation: Conversation, *, by: UUID, address: str, client_id: UUID
) -> Letter:
    """Have what was said until now sent to a mailbox, once per ``client_id``."""
    # Locked, so that what is counted here stays so.
    row = locked(conversation)
    asked = Letter.objects.filter(conversation=row, by_uuid=by, client_id=client_id).first()
    if asked is not None:
        if asked.address != address:
            raise ClientIdReused
        return asked
    now = database_time()
    _refuse_many(Letter.objects.filter(conversation=row), MOST_OF_CONVERSATION, now)
    to_address = Letter.objects.filter(brand_id=row.brand_id, address=address)
    _refuse_many(to_address, MOST_TO_ADDRESS, now)
    return Letter.objects.create(
        agency_id=row.agency_id,
        brand_id=row.brand_id,
        conversation=row,
        by_uuid=by,
        client_id=client_id,
        address=address,
        upto=row.last_seq,
        next_at=now,
    )


def claim_letter(letter_id: int) -> Letter | None:
    """A due letter with what it tells of; None when another worker has it."""
    return outbox.claim(Letter.objects.select_related("conversation__brand"), letter_id)


def _refuse_many(letters: QuerySet[Letter], most: int, now: datetime) -> None:
    """``most`` in a day; when the oldest of them is a day old, there may be another."""
    times = letters.filter(created_at__gt=now - DAY).order_by("-created_at")
    oldest = times.values_list("created_at", flat=True)[most - 1 : most].first()
    if oldest is not None:
        raise TooMany(max(1, math.ceil((oldest + DAY - now).total_seconds())))
