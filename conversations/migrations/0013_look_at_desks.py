from django.db import migrations

# What a console's heartbeat asks, for many at once, each in its member's scope: what its pass
# rests on, whether the inbox changed since a cursor, and what the agent holds, as
# [id, brand_id, uuid, last_seq, visitor_read, agent_read]. changes_since in
# conversations.queries says why the cursor is a transaction id.
LOOK_AT_DESKS = """
CREATE FUNCTION look_at_desks(p_rows json) RETURNS TABLE (
    ord bigint, grounds text, feed bigint, has_changes boolean, held json
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
            agency_id bigint, membership_id bigint, session_key text, brand_ids text,
            agent_id bigint, feed bigint
        )) WITH ORDINALITY AS t(agency, membership, session, brands, agent, feed, ord)
    LOOP
        PERFORM set_config('app.agency_id', r.agency::text, true),
                set_config('app.brand_ids', '', true), set_config('app.visitor_id', '', true);
        ord := r.ord;
        grounds := pass_grounds(r.agency, r.membership, r.session);
        PERFORM set_config('app.brand_ids', r.brands, true);
        feed := pg_snapshot_xmin(pg_current_snapshot())::text::bigint;
        has_changes := EXISTS (
            SELECT FROM conversations_conversation c
             WHERE c.agency_id = r.agency AND c.changed_in >= r.feed AND c.changed_in < feed
        );
        held := coalesce((
            SELECT json_agg(json_build_array(
                       c.id, c.brand_id, c.uuid, c.last_seq, c.visitor_read, c.agent_read))
              FROM conversations_conversation c
             WHERE c.agency_id = r.agency AND c.agent_id = r.agent AND c.status <> 'closed'
        ), '[]');
        RETURN NEXT;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0012_watches"), ("tenants", "0008_pass_grounds")]

    operations = [migrations.RunSQL(LOOK_AT_DESKS, "DROP FUNCTION look_at_desks(json)")]
