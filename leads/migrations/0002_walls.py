from django.db import migrations

from tenants.walls import Walls

# refuse_change() is made by conversations.
KEEP_STEPS = "".join(
    f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change();"
    for table in ("leads_leadstep", "leads_disputestep")
)
LET_STEPS = (
    "DROP TRIGGER append_only ON leads_leadstep; DROP TRIGGER append_only ON leads_disputestep"
)


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0001_initial"),
        ("conversations", "0002_walls"),
        ("agents", "0002_walls"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        Walls("LeadForm"),
        Walls("Destination"),
        Walls("Lead"),
        Walls("LeadStep"),
        Walls("Delivery"),
        Walls("Dispute"),
        Walls("DisputeStep"),
        migrations.RunSQL(KEEP_STEPS, LET_STEPS),
    ]
