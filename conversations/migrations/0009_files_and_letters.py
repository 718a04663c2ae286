import uuid

import django.db.models.deletion
from django.db import migrations, models

import tenants.scoping
from tenants.walls import Walls

# A visitor has what was sent to them, and what they sent: models.files.
FOR_VISITORS = "(sent_in IS NOT NULL OR by_kind = 'visitor')"
AUTHORS = [
    ("visitor", "Visitor"),
    ("agent", "Agent"),
    ("supervisor", "Supervisor"),
    ("client", "Client"),
    ("system", "System"),
]


def key_to(model: str, related_name: str = "+") -> models.Field:
    return tenants.scoping.TenantForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name=related_name,
        to=model,
    )


def own_key() -> models.Field:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def key_to_agency() -> models.Field:
    return models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to="tenants.agency",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0008_read_marks"),
        ("tenants", "0004_brand_takes_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="File",
            fields=[
                ("id", own_key()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("by_kind", models.CharField(choices=AUTHORS, max_length=12)),
                ("by_uuid", models.UUIDField()),
                ("client_id", models.UUIDField()),
                ("digest", models.BinaryField(max_length=32)),
                ("key", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField()),
                ("width", models.PositiveIntegerField(null=True)),
                ("height", models.PositiveIntegerField(null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "Pending"),
                            ("clean", "Clean"),
                            ("blocked", "Blocked"),
                        ],
                        max_length=8,
                    ),
                ),
                ("sent_in", models.BigIntegerField(null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("agency", key_to_agency()),
                ("brand", key_to("tenants.brand")),
                ("conversation", key_to("conversations.conversation", "files")),
                ("visitor", key_to("conversations.visitor")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["next_at"],
                        name="files_to_scan",
                    ),
                    models.Index(
                        condition=models.Q(("sent_in", None)),
                        fields=["created_at"],
                        name="files_not_sent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "uuid"), name="file_by_uuid"),
                    models.UniqueConstraint(
                        fields=("agency", "conversation", "by_uuid", "client_id"),
                        name="file_client_id",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                ("id", own_key()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "On its way"),
                            ("delivered", "Delivered"),
                            ("failed", "Not delivered"),
                        ],
                        default="pending",
                        max_length=10,
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("delivered_at", models.DateTimeField(null=True)),
                ("receipts", models.JSONField(default=list)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("by_uuid", models.UUIDField()),
                ("client_id", models.UUIDField()),
                ("address", models.EmailField(max_length=254)),
                ("upto", models.BigIntegerField()),
                ("agency", key_to_agency()),
                ("brand", key_to("tenants.brand")),
                ("conversation", key_to("conversations.conversation", "letters")),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["agency", "brand", "address", "created_at"],
                        name="letters_to_address",
                    ),
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["next_at"],
                        name="letters_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "conversation", "by_uuid", "client_id"),
                        name="letter_client_id",
                    )
                ],
            },
        ),
        Walls("File", visitor="own", visitor_sees=FOR_VISITORS),
        Walls("Letter"),
    ]
