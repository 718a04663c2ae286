from django.db import migrations

from tenants.walls import CONTEXT, DROP_CONTEXT, Walls

# Before the tenant is known: a person finds their own memberships, a public
# key its brand, and the hash of a ticket its row.
DOORS = """
CREATE POLICY own_memberships ON tenants_membership FOR SELECT
    USING (user_id = NULLIF(current_setting('app.user_id', true), '')::bigint);
CREATE POLICY own_agencies ON tenants_agency FOR SELECT
    USING (id IN (SELECT m.agency_id FROM tenants_membership m
                   WHERE m.user_id = NULLIF(current_setting('app.user_id', true), '')::bigint));
CREATE POLICY by_key ON tenants_brand FOR SELECT
    USING (public_key = NULLIF(current_setting('app.brand_key', true), ''));
CREATE POLICY by_hash ON tenants_consoleticket FOR SELECT
    USING (encode(hash, 'hex') = NULLIF(current_setting('app.ticket', true), ''));
"""
CLOSE_DOORS = """
DROP POLICY own_memberships ON tenants_membership;
DROP POLICY own_agencies ON tenants_agency;
DROP POLICY by_key ON tenants_brand;
DROP POLICY by_hash ON tenants_consoleticket;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]

    operations = [
        migrations.RunSQL(CONTEXT, DROP_CONTEXT),
        Walls("Agency", visitor="shared"),
        Walls("Brand", visitor="shared"),
        Walls("BrandSite", visitor="shared"),
        Walls("Membership"),
        Walls("BrandAccess"),
        Walls("AuditEntry"),
        Walls("ConsoleTicket"),
        migrations.RunSQL(DOORS, CLOSE_DOORS),
    ]
