from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Lead
from tenants.outbox import Outgoing
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


class Delivery(Outgoing):
    """A lead for one destination: written with the lead, sent later, for as often as it takes."""

    lead = TenantForeignKey(Lead, models.CASCADE, related_name="deliveries", db_index=False)
    destination = TenantForeignKey(
        Destination, models.CASCADE, related_name="deliveries", db_index=False
    )

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
