from django.db import migrations

# What a console's pass rests on, as one value: equal as long as the pass is good and shows the
# same brands. NULL when the session or the membership is over. tenants.tickets.look_again.
PASS_GROUNDS = """
CREATE FUNCTION pass_grounds(p_agency bigint, p_membership bigint, p_session text) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT encode(sha256(convert_to(concat_ws(
               '|', m.role, u.password, s.session_data,
               (SELECT string_agg(a.brand_id::text, ',' ORDER BY a.brand_id)
                  FROM tenants_brandaccess a
                 WHERE a.agency_id = m.agency_id AND a.membership_id = m.id)
           ), 'UTF8')), 'hex')
      FROM tenants_membership m
      JOIN tenants_user u ON u.id = m.user_id AND u.is_active
      JOIN django_session s ON s.session_key = p_session AND s.expire_date > now()
     WHERE m.agency_id = p_agency AND m.id = p_membership AND m.is_active
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("tenants", "0007_expect_more_rows"), ("sessions", "0001_initial")]

    operations = [
        migrations.RunSQL(PASS_GROUNDS, "DROP FUNCTION pass_grounds(bigint, bigint, text)")
    ]
