from typing import NamedTuple
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Lead
from tenants.scoping import BrandModel, TenantForeignKey


class DestinationKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    WEBHOOK = "webhook", _("Webhook")


class Destination(BrandModel):
    """Where a brand wants its leads sent."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=DestinationKind.choices)
    # An e-mail address or an https:// one.
    address = models.CharField(max_length=500)
    # Signs what is sent to a webhook.
    secret = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "uuid"], name="destination_by_uuid"),
            models.UniqueConstraint(
                fields=["agency", "brand", "kind", "address"], name="destination_of_brand_once"
            ),
        ]

    def __str__(self) -> str:
        return self.address


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", _("On its way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Not delivered")


class Delivery(BrandModel):
    """A lead for one destination: written with the lead, sent later, for as often as it takes."""

    # What the receiver knows it by: the same in every attempt.
    uuid = models.UUIDField(default=uuid4, editable=False)
    lead = TenantForeignKey(Lead, models.CASCADE, related_name="deliveries", db_index=False)
    destination = TenantForeignKey(
        Destination, models.CASCADE, related_name="deliveries", db_index=False
    )
    status = models.CharField(
        max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    # Before this time nobody sends it. Who does moves it on first, so that nobody else does,
    # and so that it is sent again when the sender dies.
    next_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    # [{at, ok, detail, ms}], one for each attempt that came to an end.
    receipts = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.UniqueConstraint(fields=["agency", "uuid"], name="delivery_by_uuid"),
            models.UniqueConstraint(
                fields=["agency", "lead", "destination"],
                condition=models.Q(status="pending"),
                name="one_delivery_on_its_way",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "lead"], name="deliveries_of_lead"),
            models.Index(
                fields=["next_at"], condition=models.Q(status="pending"), name="deliveries_due"
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.uuid}"


class Attempt(NamedTuple):
    """How sending went. ``detail`` is shown to the client, so it holds nothing of the answer."""

    ok: bool
    detail: str
    ms: int
