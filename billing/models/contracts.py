from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from billing.models.money import Currency, MoneyField
from billing.rating import ServicePromise, Terms
from tenants.scoping import BrandModel


class TierMode(models.TextChoices):
    GRADUATED = "graduated", _("Each chat at the price of its tier")
    VOLUME = "volume", _("All chats at the price of the tier reached")


def no_tiers() -> list[list[Any]]:
    return []


class Contract(BrandModel):
    """What a brand pays from one day to another: a version, whose prices never change.

    A new price is a new version. PostgreSQL refuses two that are valid on the same day.
    """

    uuid = models.UUIDField(default=uuid4, editable=False)
    version = models.PositiveIntegerField()
    # Days in the brand's zone, both included; valid_to is empty while no end is known.
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    currency = models.CharField(max_length=3, choices=Currency.choices, default=Currency.EUR)
    # Empty: such things are not charged at all.
    chat_price = MoneyField(null=True, blank=True)
    lead_price = MoneyField(null=True, blank=True)
    # For a whole month; a part of a month costs the part of its days.
    retainer = MoneyField(default=0)
    included_chats = models.PositiveIntegerField(default=0)
    minimum = MoneyField(default=0)
    # [[101, "2.5000"], …]: from the 101st chat of the month on. The first costs chat_price.
    tiers = models.JSONField(default=no_tiers, blank=True)
    tier_mode = models.CharField(max_length=9, choices=TierMode.choices, default=TierMode.GRADUATED)
    # On top of a chat that begins outside these hours; {} are the hours promised by the brand.
    surcharge_percent = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    standard_hours = models.JSONField(default=dict, blank=True)
    # {"target_seconds": 30, "steps": [["80", "5"], ["70", "10"]], "free_after_seconds": 120}:
    # below 80 % answered within 30 s, 5 % of the chats' price is given back; free is each chat
    # in which somebody waited longer than 120 s. {}: nothing is promised.
    sla = models.JSONField(default=dict, blank=True)
    budget = MoneyField(null=True, blank=True)
    # What makes a chat billable: reports.billable's rules, and what this contract sets of them.
    rule_version = models.PositiveSmallIntegerField(default=1)
    min_visitor_words = models.PositiveSmallIntegerField(default=1)
    payment_days = models.PositiveSmallIntegerField(default=14)
    dispute_days = models.PositiveSmallIntegerField(default=7)
    answer_days = models.PositiveSmallIntegerField(default=5)
    # What the client wants to read on its invoices, such as an order number.
    reference = models.CharField(max_length=60, blank=True)
    # The day of the next month on which the month is closed; empty: when the office says so.
    closing_day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(28)]
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand", "version"], name="contract_version"),
            models.UniqueConstraint(fields=["agency", "uuid"], name="contract_by_uuid"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True)
                | models.Q(valid_to__gte=models.F("valid_from")),
                name="contract_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"Contract {self.version} of brand {self.brand_id}"

    @cached_property
    def terms(self) -> Terms:
        """The prices as rating reads them."""
        return Terms(
            version=self.version,
            currency=self.currency,
            chat_price=self.chat_price,
            lead_price=self.lead_price,
            retainer=Decimal(self.retainer),
            included_chats=self.included_chats,
            minimum=Decimal(self.minimum),
            tiers=tuple((first, Decimal(price)) for first, price in self.tiers),
            is_volume=self.tier_mode == TierMode.VOLUME,
            surcharge_percent=Decimal(self.surcharge_percent),
            promise=_promise(self.sla),
            rule_version=self.rule_version,
        )

    def is_valid_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def _promise(sla: dict[str, Any]) -> ServicePromise | None:
    if not sla:
        return None
    steps = tuple((Decimal(below), Decimal(back)) for below, back in sla.get("steps", ()))
    return ServicePromise(sla.get("target_seconds", 30), steps, sla.get("free_after_seconds"))
