from uuid import uuid4

from django.db import models
from django.utils.translation import gettext as _

from tenants.scoping import BrandModel, TenantForeignKey


class Visitor(BrandModel):
    """Somebody who has written to a brand. Opening the chat makes no row."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    # Claims, until a signed identity proves them.
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    is_verified = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand", "uuid"], name="visitor_of_brand")
        ]

    def __str__(self) -> str:
        return self.name or _("Visitor %(code)s") % {"code": str(self.uuid)[:4]}


class VisitorSession(BrandModel):
    """A browser of a visitor: the family of refresh tokens that came from one another."""

    visitor = TenantForeignKey(Visitor, models.CASCADE, related_name="sessions")
    uuid = models.UUIDField(editable=False)
    # SHA-256 of the secrets; the one before is accepted for a moment, in case our answer was lost.
    current_hash = models.BinaryField(max_length=32)
    previous_hash = models.BinaryField(max_length=32, null=True)
    rotated_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    # Where it was last opened from: tenants.addresses.fingerprint.
    address = models.BinaryField(max_length=16, default=b"")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand", "uuid"], name="session_of_brand")
        ]

    def __str__(self) -> str:
        return f"Session {self.uuid}"
