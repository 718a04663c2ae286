from django.db import migrations

from tenants.walls import FRESH_STATISTICS

# Tables made before Walls did it.
SET = f"""
DO $$ DECLARE walled regclass; BEGIN
    FOR walled IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relforcerowsecurity LOOP
        EXECUTE format('ALTER TABLE %s SET ({FRESH_STATISTICS})', walled);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0005_open_limit")]

    operations = [migrations.RunSQL(SET, migrations.RunSQL.noop)]
