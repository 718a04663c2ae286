import django.db.models.deletion
from django.db import migrations, models

import tenants.scoping
from tenants.walls import Walls


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0014_drop_visitor_language"),
        ("tenants", "0008_pass_grounds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("due_at", models.DateTimeField(db_index=True)),
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
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "key"), name="erasure_of_bytes")
                ],
            },
        ),
        Walls("Erasure"),
    ]
