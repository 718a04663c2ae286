from django.db import migrations

# What a returning visitor's socket has to know, for many at once: after a restart they all come
# back within seconds. Each row sets its own scope. position counts those who are served before.
RECOGNISE_VISITORS = """
CREATE FUNCTION recognise_visitors(p_rows json) RETURNS TABLE (
    ord bigint, visitor_id bigint, name text, is_revoked boolean,
    conversation_id bigint, uuid uuid, status text, last_seq bigint, outcome text,
    agent_uuid uuid, alias text, photo text, "position" bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
            agency_id bigint, brand_id bigint, visitor uuid, session uuid
        )) WITH ORDINALITY AS t(agency, brand, visitor, session, ord)
    LOOP
        PERFORM set_config('app.agency_id', r.agency::text, true),
                set_config('app.brand_ids', '{' || r.brand || '}', true),
                set_config('app.visitor_id', '', true);
        RETURN QUERY
        SELECT r.ord, v.id, v.name::text,
               EXISTS (SELECT FROM conversations_visitorsession s
                        WHERE s.agency_id = r.agency AND s.uuid = r.session
                          AND s.revoked_at IS NOT NULL),
               c.id, c.uuid, c.status::text, c.last_seq, c.outcome::text,
               a.uuid, coalesce(s.alias, a.name)::text, coalesce(s.photo, '')::text,
               CASE WHEN c.status = 'waiting' THEN 1 + (
                   SELECT count(*) FROM conversations_conversation w
                    WHERE w.agency_id = r.agency AND w.brand_id = r.brand
                      AND w.status = 'waiting' AND (w.queued_at, w.id) < (c.queued_at, c.id)
               ) END
          FROM conversations_visitor v
          LEFT JOIN LATERAL (
              SELECT * FROM conversations_conversation l
               WHERE l.agency_id = r.agency AND l.visitor_id = v.id
               ORDER BY l.opened_at DESC LIMIT 1
          ) c ON true
          LEFT JOIN agents_agent a ON a.agency_id = r.agency AND a.id = c.agent_id
          LEFT JOIN agents_assignment s
            ON s.agency_id = r.agency AND s.brand_id = r.brand AND s.agent_id = a.id
         WHERE v.agency_id = r.agency AND v.brand_id = r.brand AND v.uuid = r.visitor;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0004_append_together"), ("agents", "0003_console_is_open")]

    operations = [
        migrations.RunSQL(RECOGNISE_VISITORS, "DROP FUNCTION recognise_visitors(json)"),
    ]
