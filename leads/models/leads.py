from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations.models import Conversation
from leads.rules import RULES_VERSION
from tenants.models import Membership
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class LeadStatus(models.TextChoices):
    NEW = "new", _("New")
    DELIVERED = "delivered", _("Delivered")
    ACCEPTED = "accepted", _("Accepted")
    REJECTED = "rejected", _("Rejected")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


# What the client says of a lead, in any order: people correct themselves.
CLIENT_STATUSES = [LeadStatus.ACCEPTED, LeadStatus.REJECTED, LeadStatus.WON, LeadStatus.LOST]


class Category(models.TextChoices):
    """What somebody wants. All but the first may be excluded by the brand's form."""

    INTEREST = "interest", _("Interested in the offer")
    OUT_OF_SCOPE = "out_of_scope", _("Something the company does not offer")
    JOB_SEEKER = "job_seeker", _("Looking for a job")
    SUPPLIER = "supplier", _("Offering something to the company")
    EXISTING_CONTRACT = "existing_contract", _("A customer with a contract")


class LeadQuerySet(models.QuerySet["Lead"]):
    def qualified(self):
        return self.filter(is_qualified=True)


class Lead(BrandModel):
    """What an agent learnt in a conversation, for the brand to act on: one per conversation."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="leads", db_index=False
    )
    # Who captured it; null when a supervisor did it in a conversation that nobody held.
    agent = TenantForeignKey(
        Agent, models.DO_NOTHING, null=True, related_name="leads", db_index=False
    )
    captured_at = models.DateTimeField()
    name = models.CharField(max_length=120, blank=True)
    # E.164, such as +421905123456.
    phone = models.CharField(max_length=20, blank=True)
    # In lower case, so that the same person is found again.
    email = models.EmailField(blank=True)
    request = models.TextField(max_length=4000, blank=True)
    category = models.CharField(max_length=20, choices=Category.choices, default=Category.INTEREST)
    # What else the brand's form asks for, by the keys of its fields.
    details = models.JSONField(default=dict, blank=True)
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, blank=True)
    page_url = models.CharField(max_length=1000, blank=True)

    status = models.CharField(max_length=10, choices=LeadStatus.choices, default=LeadStatus.NEW)
    # When the brand first had it; the time to object runs from here.
    delivered_at = models.DateTimeField(null=True)
    is_qualified = models.BooleanField()
    rules_version = models.PositiveSmallIntegerField(default=RULES_VERSION)
    form_version = models.PositiveIntegerField(default=0)
    # [{rule, passed, detail}] in the order in which the rules were asked: leads.rules.
    results = models.JSONField(default=list)
    duplicate_of = TenantForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="+", db_index=False
    )

    objects = TenantManager.from_queryset(LeadQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "uuid"], name="lead_by_uuid"),
            models.UniqueConstraint(fields=["agency", "conversation"], name="lead_of_conversation"),
        ]
        indexes = [
            models.Index(fields=["agency", "brand", "-captured_at"], name="leads_of_brand"),
            models.Index(fields=["agency", "-captured_at"], name="leads_of_agency"),
            models.Index(
                fields=["agency", "brand", "phone"],
                condition=~models.Q(phone=""),
                name="leads_by_phone",
            ),
            models.Index(
                fields=["agency", "brand", "email"],
                condition=~models.Q(email=""),
                name="leads_by_email",
            ),
            models.Index(
                fields=["captured_at"], condition=models.Q(status="new"), name="leads_at_hand"
            ),
        ]

    def __str__(self) -> str:
        return f"Lead {self.uuid}"


class LeadStep(BrandModel):
    """A change of a lead's status. Never changed itself."""

    lead = TenantForeignKey(Lead, models.CASCADE, related_name="steps", db_index=False)
    status = models.CharField(max_length=10, choices=LeadStatus.choices)
    # Null when the clock did it.
    by = TenantForeignKey(
        Membership, models.DO_NOTHING, null=True, related_name="+", db_index=False
    )
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["agency", "lead", "at"], name="steps_of_lead")]

    def __str__(self) -> str:
        return f"{self.status} at {self.at}"
