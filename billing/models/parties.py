from typing import Any

from django.db import models
from django.forms.models import model_to_dict

from tenants.models import Brand
from tenants.scoping import TenantForeignKey, TenantModel


class Party(TenantModel):
    """Who stands on an invoice: the client company of a brand, or without a brand the agency."""

    brand = TenantForeignKey(Brand, models.CASCADE, null=True, related_name="+", db_index=False)
    legal_name = models.CharField(max_length=200)
    street = models.CharField(max_length=200)
    city = models.CharField(max_length=120)
    postcode = models.CharField(max_length=16)
    country = models.CharField(max_length=2)
    company_id = models.CharField(max_length=32, blank=True)
    tax_id = models.CharField(max_length=32, blank=True)
    vat_id = models.CharField(max_length=20, blank=True)
    # The court and number under which a company is registered.
    register_entry = models.CharField(max_length=200, blank=True)
    iban = models.CharField(max_length=34, blank=True)
    email = models.EmailField(blank=True)
    # The language of this party's invoices.
    language = models.CharField(max_length=8, default="en")

    class Meta:
        verbose_name_plural = "parties"
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand"], name="party_of_brand", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return self.legal_name

    def as_printed(self) -> dict[str, Any]:
        """As documents have it."""
        return model_to_dict(self, exclude=["id", "agency", "brand"])


class VatRate(models.Model):
    """The standard rate of a country from a day on, filled by migrations."""

    country = models.CharField(max_length=2)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["country", "valid_from"], name="vat_rate_from_day")
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.rate} % from {self.valid_from}"
