from django.db import models
from django.db.models import Q

from agents.models import Agent
from tenants.models import Brand
from tenants.scoping import TenantForeignKey, TenantModel


class Progress(TenantModel):
    """How far an agency's log has become facts, and its presence hours."""

    # The last conversation looked at, in the order of their changes.
    changed_in = models.BigIntegerField(default=0)
    conversation_id = models.BigIntegerField(default=0)
    # Agents' hours that ended before are rolled up.
    hours_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.UniqueConstraint(fields=["agency"], name="progress_of_agency")]

    def __str__(self) -> str:
        return f"Progress of agency {self.agency_id}"


class StaleHour(TenantModel):
    """An hour of a brand or of an agent whose roll-up is older than its facts."""

    brand = TenantForeignKey(Brand, models.CASCADE, null=True, related_name="+", db_index=False)
    agent = TenantForeignKey(Agent, models.CASCADE, null=True, related_name="+", db_index=False)
    hour = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand", "agent", "hour"],
                nulls_distinct=False,
                name="stale_hour_once",
            ),
            models.CheckConstraint(
                condition=Q(brand=None) ^ Q(agent=None), name="stale_hour_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"The hour {self.hour} is to be rolled up"
