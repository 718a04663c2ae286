from uuid import uuid4

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tenants.models import BrandAccess, Membership
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager, TenantModel


class Status(models.TextChoices):
    AVAILABLE = "available", _("Available")
    AWAY = "away", _("Away")
    OFFLINE = "offline", _("Offline")


class AwayReason(models.TextChoices):
    BREAK = "break", _("Break")
    LUNCH = "lunch", _("Lunch")
    TRAINING = "training", _("Training")


class AgentQuerySet(models.QuerySet["Agent"]):
    def connected(self):
        """Agents with a console that was heard of lately."""
        leases = ConsoleLease.objects.filter(agent=models.OuterRef("pk"), expires_at__gt=Now())
        return self.filter(models.Exists(leases))

    def online(self):
        """Agents who are at work: at a console, and not signed off."""
        at_work = self.filter(membership__is_active=True).exclude(status=Status.OFFLINE)
        return at_work.connected()

    def available(self):
        """Agents who want chats, and whose console would show one at once."""
        leases = ConsoleLease.objects.filter(
            agent=models.OuterRef("pk"), expires_at__gt=Now(), is_open=True
        )
        return self.filter(models.Exists(leases), status=Status.AVAILABLE)


class Agent(TenantModel):
    """A member who answers chats: their capacity, their status and what they hold now."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    membership = TenantForeignKey(Membership, models.CASCADE, related_name="agents")
    name = models.CharField(max_length=120)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OFFLINE)
    reason = models.CharField(max_length=12, choices=AwayReason.choices, blank=True)
    capacity = models.PositiveSmallIntegerField(default=4)
    # Conversations held now. A trigger on conversations keeps it, and refuses to go over
    # capacity, whatever path the assignment took.
    load = models.PositiveSmallIntegerField(default=0, editable=False)
    # When the last conversation was taken or given up: the longest idle is served first.
    idle_since = models.DateTimeField(auto_now_add=True)

    objects = TenantManager.from_queryset(AgentQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "membership"], name="agent_of_member_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Tier(models.TextChoices):
    PRIMARY = "1_primary", _("Primary team")
    BACKUP = "2_backup", _("Backup")
    SURGE = "3_surge", _("Surge pool")


class Assignment(BrandModel):
    """An agent serves a brand, under the name and photo its visitors see."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agent = TenantForeignKey(Agent, models.CASCADE, related_name="assignments")
    # Taking the access away ends the assignment.
    access = TenantForeignKey(BrandAccess, models.CASCADE, related_name="+")
    # The choices sort in the order in which they are asked.
    tier = models.CharField(max_length=12, choices=Tier.choices, default=Tier.PRIMARY)
    alias = models.CharField(max_length=120)
    photo = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand", "agent"], name="agent_assigned_to_brand_once"
            )
        ]
        indexes = [models.Index(fields=["agency", "agent"], name="assignments_of_agent")]

    def __str__(self) -> str:
        return f"{self.alias} for brand {self.brand_id}"


class ConsoleLeaseQuerySet(models.QuerySet["ConsoleLease"]):
    def expired(self):
        return self.filter(expires_at__lte=Now())


class ConsoleLease(TenantModel):
    """One open console. It runs out by itself when its process or its network dies."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agent = TenantForeignKey(Agent, models.CASCADE, related_name="leases")
    expires_at = models.DateTimeField()
    # False while its socket is gone, but perhaps only for a moment.
    is_open = models.BooleanField(default=True)

    objects = TenantManager.from_queryset(ConsoleLeaseQuerySet)()  # type: ignore[misc]

    class Meta:
        indexes = [
            models.Index(fields=["agency", "agent", "expires_at"], name="lease_of_agent"),
            models.Index(fields=["expires_at"], name="lease_by_end"),
        ]

    def __str__(self) -> str:
        return f"Console of agent {self.agent_id} until {self.expires_at}"


class PresenceSpan(TenantModel):
    """A stretch of time in which an agent was connected and of one status."""

    agent = TenantForeignKey(Agent, models.CASCADE, related_name="spans")
    status = models.CharField(max_length=12, choices=Status.choices)
    reason = models.CharField(max_length=12, choices=AwayReason.choices, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "agent"],
                condition=models.Q(ended_at=None),
                name="one_open_span_of_agent",
            )
        ]
        indexes = [models.Index(fields=["agency", "agent", "started_at"], name="spans_of_agent")]

    def __str__(self) -> str:
        return f"{self.status} since {self.started_at}"
