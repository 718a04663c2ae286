from django.db import migrations, models

# How far somebody has read, for many at once, each in its own scope: a row with a visitor is
# that visitor's mark, one with an agent is the mark of who holds the conversation. A mark only
# moves on, and never past the head. Taken in the order of append_events, so that the two cannot
# deadlock. Answers those that moved.
MARK_READ = """
CREATE FUNCTION mark_read(p_rows json) RETURNS TABLE (ord bigint, seq bigint, agent_id bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
            agency_id bigint, brand_id bigint, visitor_id bigint, agent_id bigint,
            conversation_id bigint, seq bigint
        )) WITH ORDINALITY AS t(agency, brand, visitor, agent, conv, seq, ord)
        ORDER BY t.agency, t.conv, t.ord
    LOOP
        PERFORM set_config('app.agency_id', r.agency::text, true),
                set_config('app.brand_ids', '{' || r.brand || '}', true),
                set_config('app.visitor_id', coalesce(r.visitor::text, ''), true);
        IF r.visitor IS NOT NULL THEN
            RETURN QUERY
            UPDATE conversations_conversation AS t SET visitor_read = least(r.seq, t.last_seq)
             WHERE t.agency_id = r.agency AND t.id = r.conv AND t.visitor_id = r.visitor
               AND t.visitor_read < least(r.seq, t.last_seq)
            RETURNING r.ord, t.visitor_read, t.agent_id;
        ELSE
            RETURN QUERY
            UPDATE conversations_conversation AS t SET agent_read = least(r.seq, t.last_seq)
             WHERE t.agency_id = r.agency AND t.id = r.conv AND t.agent_id = r.agent
               AND t.agent_read < least(r.seq, t.last_seq)
            RETURNING r.ord, t.agent_read, t.agent_id;
        END IF;
    END LOOP;
END $$;
"""

# As 0003 has it, with how far both sides have read.
READ_HEADS = """
DROP FUNCTION read_heads(json);
CREATE FUNCTION read_heads(p_rows json) RETURNS TABLE (
    ord bigint, last_seq bigint, agent_id bigint, status text,
    visitor_read bigint, agent_read bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r record;
BEGIN
    FOR r IN SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
            agency_id bigint, brand_id bigint, visitor_id bigint, conversation_id bigint
        )) WITH ORDINALITY AS t(agency, brand, visitor, conv, ord)
    LOOP
        PERFORM set_config('app.agency_id', r.agency::text, true),
                set_config('app.brand_ids', '{' || r.brand || '}', true),
                set_config('app.visitor_id', coalesce(r.visitor::text, ''), true);
        ord := r.ord;
        SELECT t.last_seq, t.agent_id, t.status, t.visitor_read, t.agent_read
          INTO last_seq, agent_id, status, visitor_read, agent_read
          FROM conversations_conversation t WHERE t.agency_id = r.agency AND t.id = r.conv;
        IF FOUND THEN RETURN NEXT; END IF;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0007_redact_events")]

    operations = [
        migrations.AddField(
            "conversation",
            "visitor_read",
            models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.AddField(
            "conversation",
            "agent_read",
            models.BigIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.RunSQL(MARK_READ, "DROP FUNCTION mark_read(json)"),
        migrations.RunSQL(READ_HEADS, migrations.RunSQL.noop),
    ]
