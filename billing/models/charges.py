from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.contracts import Contract
from billing.models.money import Currency, MoneyField
from tenants.scoping import BrandModel, TenantForeignKey


class ChargeKind(models.TextChoices):
    """What is charged as it happens, and what closing a period adds to it."""

    CHAT = "chat", _("Handled chat")
    SURCHARGE = "surcharge", _("Out-of-hours surcharge")
    LEAD = "lead", _("Qualified lead")
    CREDIT = "credit", _("Credit")
    RETAINER = "retainer", _("Retainer")
    INCLUDED = "included", _("Included in the retainer")
    TIER = "tier", _("Price of the tier")
    MINIMUM = "minimum", _("Monthly minimum")
    SLA = "sla", _("Credit for missed service level")
    ROUNDING = "rounding", _("Rounding")


class Charge(BrandModel):
    """A row of the ledger: append-only, once for each natural key.

    It names what it charges for by that thing's own uuid and carries its evidence, so that
    it stands when a conversation is erased.
    """

    uuid = models.UUIDField(default=uuid4, editable=False)
    contract = TenantForeignKey(Contract, models.DO_NOTHING, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=ChargeKind.choices)
    # "<conversation>:<first seq>", a lead's uuid, "2026-10/v3/…": unique within the kind.
    source = models.CharField(max_length=100)
    # The conversation or the lead by itself, and the first event of the chat: what jobs look
    # for. Behind row-level security an index helps only where plain columns are compared.
    about = models.UUIDField(null=True)
    first_seq = models.BigIntegerField(null=True)
    rule_version = models.PositiveSmallIntegerField()
    # Signed: what is given back has a negative quantity and never a negative price.
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit_price = MoneyField()
    amount = MoneyField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    # The terms that made the price, as they were.
    price = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    evidence = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    occurred_at = models.DateTimeField()
    created_at = models.DateTimeField(db_default=Now())
    reverses = TenantForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="reversals", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand", "kind", "source", "rule_version"], name="charged_once"
            ),
            models.UniqueConstraint(fields=["agency", "reverses"], name="reversed_once"),
            models.UniqueConstraint(fields=["agency", "uuid"], name="charge_by_uuid"),
            models.CheckConstraint(
                condition=models.Q(unit_price__gte=0), name="charge_price_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "brand", "occurred_at"], name="ledger_of_brand"),
            models.Index(
                fields=["agency", "brand", "about", "first_seq"],
                condition=models.Q(about__isnull=False),
                name="charges_about",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}: {self.amount} {self.currency}"


class Period(BrandModel):
    """A closed month of a brand. Its instants belong to no other period."""

    # The first day of the month.
    month = models.DateField()
    # Midnights of the brand's zone, or the end of the period before; the end is not included.
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    closed_at = models.DateTimeField(db_default=Now())
    # What was found when it was closed: service level and counts behind the credits.
    figures = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand", "month"], name="month_closed_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="period_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} of brand {self.brand_id}"
