"""Bytes of files, from before they are stored until they are gone.

They and their rows cannot change together. So what is to be erased is written down with the rows,
and a sweep erases it: whatever dies in between, bytes are named by a file or by an erasure.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now

from conversations.files import storage
from conversations.models import Conversation, Erasure, File
from tenants.errors import Unavailable
from tenants.queries import database_time
from tenants.sweeps import contained

# From storing bytes to the row that names them it never takes so long.
UNNAMED = timedelta(hours=1)


def erase_unless_named(conversation: Conversation, key: str) -> None:
    """Bytes will lie under this key, and go when no row comes to name them."""
    Erasure.objects.create(
        agency_id=conversation.agency_id,
        brand_id=conversation.brand_id,
        key=key,
        due_at=database_time() + UNNAMED,
    )


def keep_named(key: str) -> None:
    """With the row that names the bytes. Raises Unavailable when it comes too late for them."""
    kept, _ = Erasure.objects.filter(key=key).delete()
    if not kept:
        raise Unavailable


def erase_bytes(files: Iterable[File]) -> None:
    """What nobody shall read any more is erased soon after the transaction."""
    now = database_time()
    Erasure.objects.bulk_create(
        (
            Erasure(agency_id=file.agency_id, brand_id=file.brand_id, key=file.key, due_at=now)
            for file in files
        ),
        ignore_conflicts=True,
    )


def due_erasures() -> QuerySet[Erasure]:
    return Erasure.objects.filter(due_at__lte=Now())


def erase_due() -> None:
    """Erase what is due, in the active scope. What cannot be erased is tried again."""
    for erasure in due_erasures().select_for_update(skip_locked=True, of=["self"]):
        with contained("The bytes %s could not be erased.", erasure.key):
            storage.erase(erasure.key)
            erasure.delete()
