from django.db import models
from django.db.models.functions import Now

from conversations.models.conversations import Conversation
from tenants.models import Membership
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class WatchQuerySet(models.QuerySet["Watch"]):
    def expired(self):
        return self.filter(expires_at__lte=Now())


class Watch(BrandModel):
    """A conversation that a console of the office watches now.

    It runs out by itself when its process or its network dies, so that the log is told.
    """

    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="watches", db_index=False
    )
    member = TenantForeignKey(Membership, models.CASCADE, related_name="+")
    # The socket that watches: a member may have several.
    socket = models.UUIDField()
    expires_at = models.DateTimeField(db_index=True)

    objects = TenantManager.from_queryset(WatchQuerySet)()  # type: ignore[misc]

    class Meta:
        verbose_name_plural = "watches"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "socket", "conversation"], name="watch_of_socket"
            )
        ]

    def __str__(self) -> str:
        return f"Watch of conversation {self.conversation_id}"
