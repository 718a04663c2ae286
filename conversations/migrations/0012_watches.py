import django.db.models.deletion
from django.db import migrations, models

import tenants.scoping
from tenants.walls import Walls


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0011_history_of_agency"),
        ("tenants", "0005_open_limit"),
    ]

    operations = [
        migrations.CreateModel(
            name="Watch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("socket", models.UUIDField()),
                ("expires_at", models.DateTimeField(db_index=True)),
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
                    "conversation",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="watches",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "member",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.membership",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "watches",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agency", "socket", "conversation"), name="watch_of_socket"
                    )
                ],
            },
        ),
        Walls("Watch"),
    ]
