"""What becomes of an uploaded file: what the scanner finds, and the end of an unsent one."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from conversations.actions.erasures import erase_bytes
from conversations.events import announce
from conversations.log import SYSTEM, append
from conversations.models import File, FileStatus, Kind
from tenants import outbox
from tenants.outbox import Attempt
from tenants.queries import database_time

# What was never sent is kept for so long: somebody may still be writing the message.
UNSENT = timedelta(days=1)
# While the scanner is away, a file is tried so often.
SCAN_AGAIN = timedelta(seconds=30)


def claim_file(file_id: int) -> File | None:
    """A file that waits for the scanner; None when another worker has it."""
    return outbox.claim(File.objects.select_related("conversation"), file_id)


@transaction.atomic
def record_scan(file: File, attempt: Attempt) -> None:
    """Write down what the scanner found, and tell both sides."""
    rows = File.objects.select_related("conversation")
    row = rows.select_for_update(of=["self"], no_key=True).filter(pk=file.pk).first()
    if row is None or row.status != FileStatus.PENDING:
        return
    if not attempt.ok:
        row.next_at = database_time() + SCAN_AGAIN
        row.save(update_fields=["next_at"])
        return
    row.status = FileStatus(attempt.detail)
    row.save(update_fields=["status"])
    if row.status == FileStatus.BLOCKED:
        erase_bytes([row])
    data: dict[str, Any] = {"file": row.uuid, "status": row.status}
    appended = append(row.conversation, Kind.FILE_READY, by=SYSTEM, data=data)
    announce(row.conversation, Kind.FILE_READY, appended, by=SYSTEM, data=data)


@transaction.atomic
def remove_unsent() -> int:
    """Forget what was uploaded long ago and never sent, in the active scope."""
    files = list(unsent_files().select_for_update(skip_locked=True, of=["self"]))
    File.objects.filter(pk__in=[file.pk for file in files]).delete()
    erase_bytes(files)
    return len(files)


def unsent_files() -> QuerySet[File]:
    return File.objects.filter(sent_in=None, created_at__lt=Now() - UNSENT)
