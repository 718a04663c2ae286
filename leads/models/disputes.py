from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from leads.models.leads import Lead
from tenants.models import Membership
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class Reason(models.TextChoices):
    """Why a client does not want to pay for a lead."""

    NO_CONTACT = "no_contact", _("Nobody answers")
    WRONG_NUMBER = "wrong_number", _("Wrong number or address")
    DUPLICATE = "duplicate", _("We had this one before")
    OUT_OF_SCOPE = "out_of_scope", _("Not what we offer")
    OUT_OF_AREA = "out_of_area", _("Outside our area")
    SPAM = "spam", _("Spam")
    MANDATORY_QUESTIONS_SKIPPED = (
        "mandatory_questions_skipped",
        _("Required questions were not asked"),
    )
    ALREADY_CUSTOMER = "already_customer", _("Already our customer")
    OTHER = "other", _("Another reason")


class DisputeStatus(models.TextChoices):
    OPEN = "open", _("Waits for the agency")
    ACCEPTED = "accepted", _("Accepted, will be credited")
    REFUSED = "refused", _("Refused")
    # Nobody answered in time.
    EXPIRED = "expired", _("Not answered in time, will be credited")


CREDITED = [DisputeStatus.ACCEPTED, DisputeStatus.EXPIRED]


class DisputeQuerySet(models.QuerySet["Dispute"]):
    def open(self):
        return self.filter(status=DisputeStatus.OPEN)

    def credited(self):
        return self.filter(status__in=CREDITED)


class Dispute(BrandModel):
    """A client objects to a lead. After a refusal, once more: level 2."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    lead = TenantForeignKey(Lead, models.CASCADE, related_name="disputes", db_index=False)
    level = models.PositiveSmallIntegerField(default=1)
    reason = models.CharField(max_length=32, choices=Reason.choices)
    comment = models.TextField(max_length=2000, blank=True)
    opened_by = TenantForeignKey(
        Membership, models.DO_NOTHING, null=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField()
    # The agency answers before this, or the lead is credited.
    due_at = models.DateTimeField()
    status = models.CharField(
        max_length=8, choices=DisputeStatus.choices, default=DisputeStatus.OPEN
    )
    answer = models.TextField(max_length=2000, blank=True)
    answered_by = TenantForeignKey(
        Membership, models.DO_NOTHING, null=True, related_name="+", db_index=False
    )
    # When it was answered, or ran out.
    answered_at = models.DateTimeField(null=True)

    objects = TenantManager.from_queryset(DisputeQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "uuid"], name="dispute_by_uuid"),
            models.UniqueConstraint(fields=["agency", "lead", "level"], name="dispute_level_once"),
            models.UniqueConstraint(
                fields=["agency", "lead"],
                condition=models.Q(status="open"),
                name="one_open_dispute_of_lead",
            ),
            # A lead is credited once.
            models.UniqueConstraint(
                fields=["agency", "lead"],
                condition=models.Q(status__in=["accepted", "expired"]),
                name="one_credited_dispute_of_lead",
            ),
            models.CheckConstraint(condition=models.Q(level__in=[1, 2]), name="dispute_level"),
        ]
        indexes = [
            models.Index(fields=["agency", "brand", "-opened_at"], name="disputes_of_brand"),
            models.Index(fields=["due_at"], condition=models.Q(status="open"), name="disputes_due"),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.uuid}"

    @property
    def is_open(self) -> bool:
        return self.status == DisputeStatus.OPEN

    @property
    def is_credited(self) -> bool:
        return self.status in CREDITED


class DisputeStep(BrandModel):
    """Something that happened to a dispute. Never changed itself."""

    dispute = TenantForeignKey(Dispute, models.CASCADE, related_name="steps", db_index=False)
    status = models.CharField(max_length=8, choices=DisputeStatus.choices)
    # Null when the clock did it.
    by = TenantForeignKey(
        Membership, models.DO_NOTHING, null=True, related_name="+", db_index=False
    )
    text = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "dispute", "at"], name="steps_of_dispute")]

    def __str__(self) -> str:
        return f"{self.status} at {self.at}"
