from django.db import migrations

from tenants.walls import VISITOR

# Policies made before Walls wrote them so.
OLD = "(( SELECT ctx_visitor() AS ctx_visitor) IS NULL)"
ALTER = f"""
DO $$ DECLARE walled regclass; BEGIN
    FOR walled IN SELECT polrelid FROM pg_policy
                   WHERE polname = 'visitor' AND pg_get_expr(polqual, polrelid) = '{OLD}' LOOP
        EXECUTE format('ALTER POLICY visitor ON %s USING ({VISITOR["none"]})', walled);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0006_fresh_statistics")]

    operations = [migrations.RunSQL(ALTER, migrations.RunSQL.noop)]
