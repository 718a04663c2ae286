from django.db import migrations

from tenants.walls import Walls


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
        ("agents", "0002_walls"),
        ("conversations", "0002_walls"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        Walls("ChatFact"),
        Walls("HeldSpan"),
        Walls("KpiHour"),
        Walls("AgentHour"),
        Walls("StaleHour"),
        Walls("Progress"),
    ]
