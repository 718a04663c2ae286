from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from conversations.models.conversations import Conversation
from conversations.models.visitors import Visitor
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class BlockQuerySet(models.QuerySet["Block"]):
    def active(self):
        return self.filter(until__gt=Now())


class Block(BrandModel):
    """A visitor whom a brand does not hear for a while, and the network that they wrote from.

    The network stops strangers alone: neighbours who have written before go on.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    visitor = TenantForeignKey(Visitor, models.CASCADE, related_name="blocks", db_index=False)
    conversation = TenantForeignKey(Conversation, models.CASCADE, related_name="+", db_index=False)
    # tenants.addresses.fingerprint; empty when it is not known.
    address = models.BinaryField(max_length=16, default=b"")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()

    objects = TenantManager.from_queryset(BlockQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "visitor"], name="block_of_visitor")
        ]
        indexes = [models.Index(fields=["agency", "brand", "address"], name="block_of_address")]

    def __str__(self) -> str:
        return f"Block of visitor {self.visitor_id} until {self.until}"
