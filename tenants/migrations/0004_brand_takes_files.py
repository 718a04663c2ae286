from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tenants", "0003_brand_hours"),
    ]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="takes_files",
            field=models.BooleanField(default=False),
        ),
    ]
