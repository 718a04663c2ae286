from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("conversations", "0010_blocks")]

    operations = [
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(fields=["agency", "-opened_at"], name="history_of_agency"),
        ),
    ]
