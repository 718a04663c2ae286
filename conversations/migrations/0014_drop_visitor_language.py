from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("conversations", "0013_look_at_desks")]

    operations = [migrations.RemoveField("visitor", "language")]
