from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from conversations.models.conversations import Conversation
from tenants.scoping import BrandModel, TenantForeignKey


class Kind(models.TextChoices):
    """Every kind of event. Those never sent yet are reserved: docs/protocol.md."""

    STARTED = "started"
    MESSAGE = "message"
    NOTE = "note"
    EDITED = "edited"
    REDACTED = "redacted"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    RETURNED = "returned"
    WATCHED = "watched"
    STATUS = "status"
    CLOSED = "closed"
    REOPENED = "reopened"
    RATED = "rated"
    LEAD = "lead"
    FILE_READY = "file_ready"
    BREACH = "breach"
    INVITATION = "invitation"
    # Never stored: stands in a visitor's stream where an event for staff is.
    HIDDEN = "hidden"


STAFF_KINDS = frozenset({Kind.NOTE, Kind.OFFERED, Kind.WATCHED, Kind.BREACH, Kind.LEAD})
# What somebody wrote; their text is in the body.
TEXT_KINDS = frozenset({Kind.MESSAGE, Kind.NOTE, Kind.EDITED})


class By(models.TextChoices):
    VISITOR = "visitor"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    CLIENT = "client"
    SYSTEM = "system"


class Event(BrandModel):
    """A line of the log. Written by ``append_events`` only, never changed.

    A redaction takes the text and leaves the line (``redact_event``): nothing else may.
    """

    pk = models.CompositePrimaryKey("agency", "conversation", "seq")
    # The conversation's key carries both, and each key checked costs every message 15 µs.
    agency = models.ForeignKey(
        "tenants.Agency", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    brand = models.ForeignKey(
        "tenants.Brand", models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="events", db_index=False
    )
    visitor_id = models.BigIntegerField()
    # 1, 2, 3… within the conversation, without a gap.
    seq = models.BigIntegerField()
    uuid = models.UUIDField(default=uuid4)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    by_kind = models.CharField(max_length=12, choices=By.choices)
    # The agent's or visitor's uuid; all zeros for the system.
    by_uuid = models.UUIDField()
    by_name = models.CharField(max_length=120, blank=True)
    # The name that the brand's visitors saw.
    by_alias = models.CharField(max_length=120, blank=True)
    # Chosen by the sender, so that sending again is not sending twice.
    client_id = models.UUIDField(null=True)
    body = models.TextField(blank=True)
    data = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    # What stays of a text that was redacted: its digest, and how many words and characters it had.
    kept = models.JSONField(null=True, editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "conversation", "by_uuid", "client_id"],
                condition=models.Q(client_id__isnull=False),
                name="event_client_id",
            )
        ]

    @property
    def is_redacted(self) -> bool:
        return self.kept is not None

    def __str__(self) -> str:
        return f"{self.kind} {self.seq} of conversation {self.conversation_id}"
