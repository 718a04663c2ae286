from django.db import models

from tenants.scoping import BrandModel

DUPLICATE_DAYS = 30
DISPUTE_DAYS = 7
ANSWER_DAYS = 5


def excluded_by_default() -> list[str]:
    return ["job_seeker", "supplier", "existing_contract"]


class LeadForm(BrandModel):
    """What a lead is for one brand. A brand without a row has the defaults of this one."""

    # Changes of the fields that every form has, and fields of this brand: leads.form_fields.
    fields = models.JSONField(default=list, blank=True)
    # Countries whose phone numbers are in the brand's area; none: everywhere.
    countries = models.JSONField(default=list, blank=True)
    duplicate_days = models.PositiveSmallIntegerField(default=DUPLICATE_DAYS)
    # Categories that the client does not pay for.
    excluded = models.JSONField(default=excluded_by_default, blank=True)
    # The client objects within so many days of the delivery; the agency answers within so
    # many working days, or the lead is credited.
    dispute_days = models.PositiveSmallIntegerField(default=DISPUTE_DAYS)
    answer_days = models.PositiveSmallIntegerField(default=ANSWER_DAYS)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "brand"], name="lead_form_of_brand")
        ]

    def __str__(self) -> str:
        return f"Lead form of brand {self.brand_id}"
