from django.db import migrations

# The one way to append: docs/architecture.md, "Live path".
#
# Rows are taken in the order of their conversations, so that two batches that share some
# cannot deadlock; within a conversation, in the order given. Each row sets its own scope and
# is held by the same policies as everything else. code is NULL when the event is stored.
APPEND_EVENTS = """
CREATE FUNCTION append_events(
    p_scoped boolean, p_rows json
) RETURNS TABLE (
    ord bigint, code text, seq bigint, uuid uuid, at timestamptz, duplicate boolean,
    agent_id bigint, accepted boolean
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    r record;
    c record;
    e record;
    v_agency bigint;
    v_brand bigint;
    v_visitor bigint := 0; -- Nobody has it, so the first row sets its own.
    v_set text;
    v_at timestamptz;
BEGIN
    FOR r IN
        SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
            agency_id bigint, brand_id bigint, visitor_id bigint, conversation_id bigint,
            kind text, by_kind text, by_uuid uuid, by_name text, by_alias text, agent_id bigint,
            client_id uuid, body text, data text
        )) WITH ORDINALITY AS t(agency, brand, visitor, conv, kind, by_kind, author, name, alias,
                                agent, client, body, data, ord)
        ORDER BY t.conv, t.ord
    LOOP
        -- Assignments, because PERFORM would run each of them as a query of its own.
        IF p_scoped AND v_agency IS DISTINCT FROM r.agency THEN
            v_agency := set_config('app.agency_id', r.agency::text, true)::bigint;
        END IF;
        IF p_scoped AND v_brand IS DISTINCT FROM r.brand THEN
            v_brand := r.brand;
            v_set := set_config('app.brand_ids', '{' || r.brand || '}', true);
        END IF;
        IF p_scoped AND v_visitor IS DISTINCT FROM r.visitor THEN
            v_visitor := r.visitor;
            v_set := set_config('app.visitor_id', coalesce(r.visitor::text, ''), true);
        END IF;
        ord := r.ord; code := NULL; duplicate := false; accepted := false;
        v_at := clock_timestamp();

        UPDATE conversations_conversation AS t SET
            last_seq = t.last_seq + 1,
            unanswered_since = CASE
                WHEN r.kind <> 'message' THEN t.unanswered_since
                WHEN r.by_kind = 'visitor' THEN coalesce(t.unanswered_since, v_at)
                ELSE NULL END,
            first_response_at = CASE
                WHEN r.kind = 'message' AND r.by_kind <> 'visitor'
                THEN coalesce(t.first_response_at, v_at) ELSE t.first_response_at END
        WHERE t.agency_id = r.agency AND t.id = r.conv AND (
            r.kind <> 'message'
            OR r.by_kind = 'visitor' AND t.status <> 'closed'
            OR r.by_kind <> 'visitor' AND t.status = 'open' AND t.agent_id = r.agent)
        RETURNING NEW.last_seq, NEW.agent_id, NEW.visitor_id, NEW.brand_id,
                  OLD.unanswered_since, OLD.first_response_at INTO c;

        IF NOT FOUND THEN
            -- Sent before and answered: the first answer stands, whatever happened since.
            SELECT x.seq, x.uuid, x.at, x.body, x.kind INTO e FROM conversations_event x
             WHERE x.agency_id = r.agency AND x.conversation_id = r.conv
               AND x.by_uuid = r.author AND x.client_id = r.client;
            IF FOUND THEN
                seq := e.seq; uuid := e.uuid; at := e.at; duplicate := true; agent_id := NULL;
                code := CASE WHEN e.body <> r.body OR e.kind <> r.kind THEN 'id_reused' END;
                RETURN NEXT;
                CONTINUE;
            END IF;
            SELECT t.status, t.agent_id, t.last_seq, t.visitor_id, t.brand_id INTO c
              FROM conversations_conversation t
             WHERE t.agency_id = r.agency AND t.id = r.conv FOR UPDATE;
            IF FOUND AND c.status = 'assigned' AND c.agent_id = r.agent AND r.by_kind <> 'visitor'
            THEN
                -- Answering accepts.
                UPDATE conversations_conversation AS t SET
                    status = 'open', accepted_at = v_at, unanswered_since = NULL,
                    first_response_at = coalesce(t.first_response_at, v_at),
                    last_seq = t.last_seq + 2
                WHERE t.agency_id = r.agency AND t.id = r.conv;
                INSERT INTO conversations_event (agency_id, brand_id, conversation_id, visitor_id,
                    seq, uuid, kind, by_kind, by_uuid, by_name, by_alias, body, at)
                VALUES (r.agency, c.brand_id, r.conv, c.visitor_id, c.last_seq + 1,
                    gen_random_uuid(), 'accepted', r.by_kind, r.author, r.name, r.alias, '', v_at);
                INSERT INTO conversations_event (agency_id, brand_id, conversation_id, visitor_id,
                    seq, uuid, kind, by_kind, by_uuid, by_name, by_alias, client_id, body, data, at)
                VALUES (r.agency, c.brand_id, r.conv, c.visitor_id, c.last_seq + 2,
                    gen_random_uuid(), r.kind, r.by_kind, r.author, r.name, r.alias, r.client, r.body,
                    r.data::jsonb, v_at)
                RETURNING conversations_event.seq, conversations_event.uuid INTO seq, uuid;
                at := v_at; agent_id := c.agent_id; accepted := true;
                RETURN NEXT;
                CONTINUE;
            END IF;
            code := CASE WHEN c.status IS NULL THEN 'not_found'
                         WHEN c.status = 'closed' THEN 'closed' ELSE 'forbidden' END;
            seq := NULL; uuid := NULL; at := NULL; agent_id := NULL;
            RETURN NEXT;
            CONTINUE;
        END IF;

        uuid := gen_random_uuid();
        INSERT INTO conversations_event (agency_id, brand_id, conversation_id, visitor_id, seq,
            uuid, kind, by_kind, by_uuid, by_name, by_alias, client_id, body, data, at)
        VALUES (r.agency, c.brand_id, r.conv, c.visitor_id, c.last_seq,
            uuid, r.kind, r.by_kind, r.author, r.name, r.alias, r.client, r.body, r.data::jsonb, v_at)
        ON CONFLICT DO NOTHING;
        IF FOUND THEN
            seq := c.last_seq; at := v_at; agent_id := c.agent_id;
            RETURN NEXT;
            CONTINUE;
        END IF;

        -- A repeat. The row was locked by the first update, so this undoes it exactly.
        UPDATE conversations_conversation AS t SET last_seq = t.last_seq - 1,
            unanswered_since = c.unanswered_since, first_response_at = c.first_response_at
        WHERE t.agency_id = r.agency AND t.id = r.conv;
        SELECT x.seq, x.uuid, x.at, x.body, x.kind INTO e FROM conversations_event x
         WHERE x.agency_id = r.agency AND x.conversation_id = r.conv
           AND x.by_uuid = r.author AND x.client_id = r.client;
        seq := e.seq; uuid := e.uuid; at := e.at; duplicate := true; agent_id := c.agent_id;
        code := CASE WHEN e.body <> r.body OR e.kind <> r.kind THEN 'id_reused' END;
        RETURN NEXT;
    END LOOP;
END $$;
"""

# Where conversations stand, for many sockets in one round trip, each in its own scope.
READ_HEADS = """
CREATE FUNCTION read_heads(p_rows json) RETURNS TABLE (ord bigint, last_seq bigint, agent_id bigint, status text) LANGUAGE plpgsql AS $$
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
        SELECT t.last_seq, t.agent_id, t.status INTO last_seq, agent_id, status
          FROM conversations_conversation t WHERE t.agency_id = r.agency AND t.id = r.conv;
        IF FOUND THEN RETURN NEXT; END IF;
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0002_walls")]

    operations = [
        migrations.RunSQL(
            APPEND_EVENTS,
            "DROP FUNCTION append_events(boolean, json)",
        ),
        migrations.RunSQL(READ_HEADS, "DROP FUNCTION read_heads(json)"),
    ]
