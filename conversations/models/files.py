from uuid import uuid4

from django.db import models

from conversations.models.conversations import Conversation
from conversations.models.events import By
from conversations.models.visitors import Visitor
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class FileStatus(models.TextChoices):
    # Nobody gets it before the scanner has looked at it.
    PENDING = "pending"
    CLEAN = "clean"
    BLOCKED = "blocked"


class FileQuerySet(models.QuerySet["File"]):
    def readable_by(self, reader: object):
        """What was sent; what was not, its author alone."""
        return self.filter(models.Q(sent_in__isnull=False) | models.Q(by_uuid=reader))


class File(BrandModel):
    """What somebody attaches to a message. Its bytes are in the storage ``files``."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    visitor = TenantForeignKey(Visitor, models.CASCADE, related_name="+", db_index=False)
    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="files", db_index=False
    )
    # The author of the message that it is for.
    by_kind = models.CharField(max_length=12, choices=By.choices)
    by_uuid = models.UUIDField()
    # Chosen by the sender, so that uploading again is not uploading twice.
    client_id = models.UUIDField()
    # SHA-256 of what was uploaded; what is kept differs, for pictures are drawn anew.
    digest = models.BinaryField(max_length=32)
    # Its name in the storage: random, and never the sender's.
    key = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    status = models.CharField(max_length=8, choices=FileStatus.choices)
    # The number of the message that it was sent with.
    sent_in = models.BigIntegerField(null=True)
    # The scanner's: as in an outbox (tenants.outbox).
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager.from_queryset(FileQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "uuid"], name="file_by_uuid"),
            models.UniqueConstraint(
                fields=["agency", "conversation", "by_uuid", "client_id"], name="file_client_id"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"], condition=models.Q(status="pending"), name="files_to_scan"
            ),
            models.Index(
                fields=["created_at"], condition=models.Q(sent_in=None), name="files_not_sent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Erasure(BrandModel):
    """Bytes in the storage that no row names: they are erased when their time has come.

    It is written down before bytes are stored, and with the change that takes their row away, so
    that none are forgotten when a process dies or the storage is away.
    """

    key = models.CharField(max_length=40)
    due_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "key"], name="erasure_of_bytes")]

    def __str__(self) -> str:
        return self.key
