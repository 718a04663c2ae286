from datetime import timedelta

from django.db import models

from agents.models import Agent
from tenants.scoping import BrandModel, TenantForeignKey, TenantModel


class KpiHour(BrandModel):
    """What the chats of one hour of a brand add up to, for each agent credited.

    The rows of an hour share the chats out: their sum is the brand's. Without an agent stands
    what nobody was offered. The columns are the fields of ``reports.tally.Tally``.
    """

    agent = TenantForeignKey(Agent, models.CASCADE, null=True, related_name="+", db_index=False)
    # The beginning of a wall-clock hour in the brand's zone, and its day there.
    hour = models.DateTimeField()
    day = models.DateField()
    version = models.PositiveSmallIntegerField()

    chats = models.PositiveIntegerField(default=0)
    offered = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    in_time = models.PositiveIntegerField(default=0)
    handled = models.PositiveIntegerField(default=0)
    dropped = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    abandoned = models.PositiveIntegerField(default=0)
    offline = models.PositiveIntegerField(default=0)
    spam = models.PositiveIntegerField(default=0)
    test = models.PositiveIntegerField(default=0)
    wrong_company = models.PositiveIntegerField(default=0)
    no_intent = models.PositiveIntegerField(default=0)
    billable = models.PositiveIntegerField(default=0)
    breaches = models.PositiveIntegerField(default=0)
    first_response = models.DurationField(default=timedelta)
    queue_part = models.DurationField(default=timedelta)
    agent_part = models.DurationField(default=timedelta)
    longest_wait = models.DurationField(default=timedelta)
    two_way = models.PositiveIntegerField(default=0)
    handle_time = models.DurationField(default=timedelta)
    ratings = models.PositiveIntegerField(default=0)
    good_ratings = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    characters = models.PositiveBigIntegerField(default=0)
    own_characters = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand", "hour", "agent"],
                nulls_distinct=False,
                name="kpi_hour_once",
            )
        ]
        indexes = [
            models.Index(fields=["agency", "day"], name="kpi_hours_of_day"),
            models.Index(fields=["agency", "agent", "hour"], name="kpi_hours_of_agent"),
        ]

    def __str__(self) -> str:
        return f"{self.chats} chats of brand {self.brand_id} in the hour {self.hour}"


class AgentHour(TenantModel):
    """How an agent spent an hour, over all brands: of UTC, because these have many zones."""

    agent = TenantForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    version = models.PositiveSmallIntegerField()
    available = models.DurationField(default=timedelta)
    # With at least one chat; of that, while available; and the sum over all chats.
    engaged = models.DurationField(default=timedelta)
    occupied = models.DurationField(default=timedelta)
    chat_time = models.DurationField(default=timedelta)
    max_chats = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "agent", "hour"], name="agent_hour_once")
        ]
        indexes = [models.Index(fields=["agency", "hour"], name="agent_hours")]

    def __str__(self) -> str:
        return f"The hour {self.hour} of agent {self.agent_id}"
