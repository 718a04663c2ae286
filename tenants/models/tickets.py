from django.db import models

from tenants.models.memberships import Membership
from tenants.scoping import TenantForeignKey, TenantModel


class ConsoleTicket(TenantModel):
    """Opens one console socket, once, within seconds: a cookie alone never does."""

    membership = TenantForeignKey(Membership, models.CASCADE, related_name="tickets")
    # SHA-256 of the secret.
    hash = models.BinaryField(max_length=32)
    session_key = models.CharField(max_length=40)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "hash"], name="ticket_of_agency")]

    def __str__(self) -> str:
        return f"Ticket of member {self.membership_id}"
