import uuid

import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
from django.db import migrations, models

import billing.models.contracts
import billing.models.money
import tenants.scoping


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("tenants", "0003_brand_hours"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contract",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("version", models.PositiveIntegerField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                (
                    "currency",
                    models.CharField(
                        choices=[("EUR", "EUR"), ("CZK", "CZK")], default="EUR", max_length=3
                    ),
                ),
                ("chat_price", billing.models.money.MoneyField(blank=True, null=True)),
                ("lead_price", billing.models.money.MoneyField(blank=True, null=True)),
                ("retainer", billing.models.money.MoneyField(default=0)),
                ("included_chats", models.PositiveIntegerField(default=0)),
                ("minimum", billing.models.money.MoneyField(default=0)),
                ("tiers", models.JSONField(blank=True, default=billing.models.contracts.no_tiers)),
                (
                    "tier_mode",
                    models.CharField(
                        choices=[
                            ("graduated", "Each chat at the price of its tier"),
                            ("volume", "All chats at the price of the tier reached"),
                        ],
                        default="graduated",
                        max_length=9,
                    ),
                ),
                (
                    "surcharge_percent",
                    models.DecimalField(decimal_places=2, default=0, max_digits=5),
                ),
                ("standard_hours", models.JSONField(blank=True, default=dict)),
                ("sla", models.JSONField(blank=True, default=dict)),
                ("budget", billing.models.money.MoneyField(blank=True, null=True)),
                ("rule_version", models.PositiveSmallIntegerField(default=1)),
                ("min_visitor_words", models.PositiveSmallIntegerField(default=1)),
                ("payment_days", models.PositiveSmallIntegerField(default=14)),
                ("dispute_days", models.PositiveSmallIntegerField(default=7)),
                ("answer_days", models.PositiveSmallIntegerField(default=5)),
                ("reference", models.CharField(blank=True, max_length=60)),
                (
                    "closing_day",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(28),
                        ],
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Charge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("chat", "Handled chat"),
                            ("surcharge", "Out-of-hours surcharge"),
                            ("lead", "Qualified lead"),
                            ("credit", "Credit"),
                            ("retainer", "Retainer"),
                            ("included", "Included in the retainer"),
                            ("tier", "Price of the tier"),
                            ("minimum", "Monthly minimum"),
                            ("sla", "Credit for missed service level"),
                            ("rounding", "Rounding"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(max_length=100)),
                ("rule_version", models.PositiveSmallIntegerField()),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12)),
                ("unit_price", billing.models.money.MoneyField()),
                ("amount", billing.models.money.MoneyField()),
                (
                    "currency",
                    models.CharField(choices=[("EUR", "EUR"), ("CZK", "CZK")], max_length=3),
                ),
                (
                    "price",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "evidence",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                ("occurred_at", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
                (
                    "reverses",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="reversals",
                        to="billing.charge",
                    ),
                ),
                (
                    "contract",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.contract",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("380", "Invoice"), ("381", "Credit note")],
                        default="380",
                        max_length=3,
                    ),
                ),
                ("number", models.CharField(max_length=32)),
                ("prefix", models.CharField(max_length=16)),
                ("sequence", models.PositiveIntegerField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("issued_on", models.DateField()),
                (
                    "issued_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("supplied_from", models.DateField()),
                ("supplied_until", models.DateField()),
                ("due_on", models.DateField()),
                ("currency", models.CharField(max_length=3)),
                ("net", billing.models.money.MoneyField()),
                ("vat", billing.models.money.MoneyField()),
                ("total", billing.models.money.MoneyField()),
                (
                    "seller",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("buyer", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                (
                    "document",
                    models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
                ),
                ("pdf", models.BinaryField()),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("xml", models.BinaryField()),
                ("xml_sha256", models.CharField(max_length=64)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
                (
                    "credits",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="credit_notes",
                        to="billing.invoice",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("position", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=12)),
                ("unit_price", billing.models.money.MoneyField()),
                ("amount", billing.models.money.MoneyField()),
                (
                    "details",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
                (
                    "invoice",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="LineCharge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_late", models.BooleanField(default=False)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
                (
                    "charge",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="line_charges",
                        to="billing.charge",
                    ),
                ),
                (
                    "line",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="line_charges",
                        to="billing.invoiceline",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("legal_name", models.CharField(max_length=200)),
                ("street", models.CharField(max_length=200)),
                ("city", models.CharField(max_length=120)),
                ("postcode", models.CharField(max_length=16)),
                ("country", models.CharField(max_length=2)),
                ("company_id", models.CharField(blank=True, max_length=32)),
                ("tax_id", models.CharField(blank=True, max_length=32)),
                ("vat_id", models.CharField(blank=True, max_length=20)),
                ("register_entry", models.CharField(blank=True, max_length=200)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("language", models.CharField(default="en", max_length=8)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parties",
            },
        ),
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "closed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "figures",
                    models.JSONField(
                        default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="invoice",
            name="period",
            field=tenants.scoping.TenantForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="invoices",
                to="billing.period",
            ),
        ),
        migrations.CreateModel(
            name="Series",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("prefix", models.CharField(max_length=16)),
                ("last", models.PositiveIntegerField(default=0)),
                ("issued_on", models.DateField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "series",
            },
        ),
        migrations.CreateModel(
            name="VatRate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2)),
                ("rate", models.DecimalField(decimal_places=2, max_digits=5)),
                ("valid_from", models.DateField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("country", "valid_from"), name="vat_rate_from_day"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(
                fields=("agency", "brand", "version"), name="contract_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.UniqueConstraint(fields=("agency", "uuid"), name="contract_by_uuid"),
        ),
        migrations.AddConstraint(
            model_name="contract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="contract_ends_after_it_begins",
            ),
        ),
        migrations.AddIndex(
            model_name="charge",
            index=models.Index(fields=["agency", "brand", "occurred_at"], name="ledger_of_brand"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(
                fields=("agency", "brand", "kind", "source", "rule_version"), name="charged_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(fields=("agency", "reverses"), name="reversed_once"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.UniqueConstraint(fields=("agency", "uuid"), name="charge_by_uuid"),
        ),
        migrations.AddConstraint(
            model_name="charge",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit_price__gte", 0)), name="charge_price_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=("agency", "invoice", "position"), name="line_position"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(fields=("agency", "uuid"), name="line_by_uuid"),
        ),
        migrations.AddIndex(
            model_name="linecharge",
            index=models.Index(fields=["agency", "line"], name="charges_of_line"),
        ),
        migrations.AddConstraint(
            model_name="linecharge",
            constraint=models.UniqueConstraint(
                fields=("agency", "charge"), name="charge_on_one_line"
            ),
        ),
        migrations.AddConstraint(
            model_name="party",
            constraint=models.UniqueConstraint(
                fields=("agency", "brand"), name="party_of_brand", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.UniqueConstraint(
                fields=("agency", "brand", "month"), name="month_closed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="period_has_length"
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["agency", "brand", "-issued_on"], name="invoices_of_brand"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["agency", "credits"], name="credit_notes_of_invoice"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("agency", "prefix", "sequence"), name="invoice_sequence"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("agency", "number"), name="invoice_number"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("agency", "uuid"), name="invoice_by_uuid"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                fields=("agency", "brand", "period"), name="invoice_of_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "total",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net"), "+", models.F("vat")
                        ),
                    )
                ),
                name="invoice_total_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="series",
            constraint=models.UniqueConstraint(fields=("agency", "prefix"), name="series_once"),
        ),
    ]
