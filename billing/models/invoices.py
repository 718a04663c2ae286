from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.models.charges import Charge, Period
from billing.models.money import MoneyField
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager, TenantModel


class InvoiceKind(models.TextChoices):
    """The codes of UNTDID 1001."""

    INVOICE = "380", _("Invoice")
    CREDIT_NOTE = "381", _("Credit note")


class Series(TenantModel):
    """The last number given in a series. Its row is locked last, until the number is stored."""

    prefix = models.CharField(max_length=16)
    last = models.PositiveIntegerField(default=0)
    issued_on = models.DateField(null=True)

    class Meta:
        verbose_name_plural = "series"
        constraints = [models.UniqueConstraint(fields=["agency", "prefix"], name="series_once")]

    def __str__(self) -> str:
        return f"{self.prefix} up to {self.last}"


# Of a busy month they are megabytes: read where they are shown, and not with every list.
FILES = ("pdf", "xml", "document")


class InvoiceQuerySet(models.QuerySet["Invoice"]):
    def without_files(self):
        return self.defer(*FILES)


class Invoice(BrandModel):
    """An issued invoice or credit note. There are no drafts: a preview is not stored."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    kind = models.CharField(max_length=3, choices=InvoiceKind.choices, default=InvoiceKind.INVOICE)
    number = models.CharField(max_length=32)
    prefix = models.CharField(max_length=16)
    sequence = models.PositiveIntegerField()
    period = TenantForeignKey(
        Period, models.DO_NOTHING, null=True, related_name="invoices", db_index=False
    )
    # The invoice that a credit note takes back, in whole or in part.
    credits = TenantForeignKey(
        "self", models.DO_NOTHING, null=True, related_name="credit_notes", db_index=False
    )
    reason = models.CharField(max_length=300, blank=True)
    issued_on = models.DateField()
    issued_at = models.DateTimeField(db_default=Now())
    supplied_from = models.DateField()
    supplied_until = models.DateField()
    due_on = models.DateField()
    currency = models.CharField(max_length=3)
    net = MoneyField()
    vat = MoneyField()
    total = MoneyField()
    # Everything that was printed, as it was: parties, texts, prices, VAT.
    seller = models.JSONField(encoder=DjangoJSONEncoder)
    buyer = models.JSONField(encoder=DjangoJSONEncoder)
    document = models.JSONField(encoder=DjangoJSONEncoder)
    pdf = models.BinaryField()
    pdf_sha256 = models.CharField(max_length=64)
    xml = models.BinaryField()
    xml_sha256 = models.CharField(max_length=64)

    objects = TenantManager.from_queryset(InvoiceQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "prefix", "sequence"], name="invoice_sequence"
            ),
            models.UniqueConstraint(fields=["agency", "number"], name="invoice_number"),
            models.UniqueConstraint(fields=["agency", "uuid"], name="invoice_by_uuid"),
            models.UniqueConstraint(fields=["agency", "brand", "period"], name="invoice_of_period"),
            models.CheckConstraint(
                condition=models.Q(total=models.F("net") + models.F("vat")),
                name="invoice_total_adds_up",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "brand", "-issued_on"], name="invoices_of_brand"),
            models.Index(fields=["agency", "credits"], name="credit_notes_of_invoice"),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(BrandModel):
    """A line: its amount is the sum of its charges, turned round on a credit note."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    invoice = TenantForeignKey(Invoice, models.DO_NOTHING, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    # In the language of the buyer.
    description = models.CharField(max_length=300)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit_price = MoneyField()
    amount = MoneyField()
    # What the description is made of: contract version, first chat of a tier, late ones.
    details = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["agency", "invoice", "position"], name="line_position"),
            models.UniqueConstraint(fields=["agency", "uuid"], name="line_by_uuid"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.description}"


class LineCharge(BrandModel):
    """Which line a charge is on: one, for ever."""

    line = TenantForeignKey(
        InvoiceLine, models.DO_NOTHING, related_name="line_charges", db_index=False
    )
    charge = TenantForeignKey(
        Charge, models.DO_NOTHING, related_name="line_charges", db_index=False
    )
    # It happened in an earlier period and was found out after that was closed.
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "charge"], name="charge_on_one_line")
        ]
        indexes = [models.Index(fields=["agency", "line"], name="charges_of_line")]

    def __str__(self) -> str:
        return f"Charge {self.charge_id} on line {self.line_id}"
