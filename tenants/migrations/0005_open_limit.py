from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tenants", "0004_brand_takes_files")]

    operations = [
        migrations.AddField(
            model_name="brand",
            name="open_limit",
            field=models.PositiveIntegerField(default=200),
        ),
    ]
