from uuid import uuid4

from django.db import models

from tenants.models import Brand, Membership
from tenants.scoping import TenantForeignKey, TenantModel


class CannedReply(TenantModel):
    """A prepared answer: of one brand or of all, for everybody or for its owner alone."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    brand = TenantForeignKey(Brand, models.CASCADE, null=True, related_name="+", db_index=False)
    owner = TenantForeignKey(Membership, models.CASCADE, null=True, related_name="+")
    shortcut = models.CharField(max_length=32)
    title = models.CharField(max_length=120)
    # {{visitor}}, {{brand}} and {{agent}} are filled in; [anything] must be, by hand.
    body = models.TextField(max_length=4000)

    class Meta:
        verbose_name_plural = "canned replies"
        indexes = [models.Index(fields=["agency", "brand"], name="canned_of_brand")]

    def __str__(self) -> str:
        return f"/{self.shortcut}"
