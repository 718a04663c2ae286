from django.db import models

from conversations.models.conversations import Conversation
from tenants.outbox import Outgoing
from tenants.scoping import TenantForeignKey


class Letter(Outgoing):
    """A conversation's transcript for a mailbox: asked for now, sent soon after."""

    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="letters", db_index=False
    )
    # Who asked, and the id they chose, so that asking again is not asking twice.
    by_uuid = models.UUIDField()
    client_id = models.UUIDField()
    address = models.EmailField()
    # What is said after this number is not in it.
    upto = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "conversation", "by_uuid", "client_id"], name="letter_client_id"
            )
        ]
        indexes = [
            models.Index(
                fields=["agency", "brand", "address", "created_at"], name="letters_to_address"
            ),
            models.Index(
                fields=["next_at"], condition=models.Q(status="pending"), name="letters_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.uuid}"
