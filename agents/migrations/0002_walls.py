from django.db import migrations

from tenants.walls import Walls


class Migration(migrations.Migration):
    dependencies = [("agents", "0001_initial"), ("tenants", "0002_walls")]

    operations = [
        Walls("Agent"),
        Walls("Assignment"),
        Walls("ConsoleLease"),
        Walls("PresenceSpan"),
    ]
