from django.db import migrations

# Parsed in one place, numbered in the order given.
EVENT_ROWS = """
CREATE OR REPLACE FUNCTION event_rows(p_rows json) RETURNS TABLE (
    agency bigint, brand bigint, visitor bigint, conv bigint, kind text, by_kind text, author uuid,
    name text, alias text, agent bigint, client uuid, body text, data text, ord bigint
) LANGUAGE sql IMMUTABLE AS $$
    SELECT * FROM ROWS FROM (json_to_recordset(p_rows) AS (
        agency_id bigint, brand_id bigint, visitor_id bigint, conversation_id bigint,
        kind text, by_kind text, by_uuid uuid, by_name text, by_alias text, agent_id bigint,
        client_id uuid, body text, data text
    )) WITH ORDINALITY
$$;
"""

# What a batch mostly is: one message for each of many conversations that are as they should be.
# One statement for each agency in it stores them, at less than half the cost of one by one
# (docs/performance.md). Policies hold the agency and the brands of the batch; that a row is of
# its brand and its visitor stands in the statement.
#
# What does not fit (a repeat, a conversation named twice, one that is closed, not yet accepted
# or not there) is left for the loop of append_events. All conversations of the batch are locked
# first and in order, so that batches cannot deadlock, and so that the statement after it sees
# every event that was stored before.
APPEND_TOGETHER = """
CREATE OR REPLACE FUNCTION append_together(p_rows json) RETURNS TABLE (
    ord bigint, seq bigint, uuid uuid, at timestamptz, agent_id bigint
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE
    v_group record;
    v_at timestamptz;
BEGIN
    FOR v_group IN
        SELECT x.agency, array_agg(DISTINCT x.brand) AS brands, array_agg(x.conv) AS convs
          FROM event_rows(p_rows) x GROUP BY x.agency ORDER BY x.agency
    LOOP
        PERFORM set_config('app.agency_id', v_group.agency::text, true),
                set_config('app.brand_ids', v_group.brands::text, true),
                set_config('app.visitor_id', '', true);
        PERFORM 1 FROM conversations_conversation t
          WHERE t.agency_id = v_group.agency AND t.id = ANY (v_group.convs)
          ORDER BY t.id FOR NO KEY UPDATE;
        v_at := clock_timestamp();
        RETURN QUERY
        WITH told AS (
            UPDATE conversations_conversation AS t SET
                last_seq = t.last_seq + 1,
                unanswered_since = CASE
                    WHEN x.by_kind = 'visitor' THEN coalesce(t.unanswered_since, v_at) END,
                first_response_at = CASE
                    WHEN x.by_kind = 'visitor' THEN t.first_response_at
                    ELSE coalesce(t.first_response_at, v_at) END
            FROM event_rows(p_rows) x
            WHERE x.agency = v_group.agency AND x.kind = 'message'
              AND cardinality(array_positions(v_group.convs, x.conv)) = 1
              AND t.agency_id = v_group.agency AND t.id = x.conv AND t.brand_id = x.brand
              AND t.visitor_id = coalesce(x.visitor, t.visitor_id)
              AND (x.by_kind = 'visitor' AND t.status <> 'closed'
                   OR x.by_kind <> 'visitor' AND t.status = 'open' AND t.agent_id = x.agent)
              AND NOT EXISTS (
                  SELECT FROM conversations_event e
                   WHERE e.agency_id = v_group.agency AND e.conversation_id = x.conv
                     AND e.by_uuid = x.author AND e.client_id = x.client)
            RETURNING x.*, gen_random_uuid() AS uuid,
                      t.last_seq AS seq, t.agent_id AS holder, t.visitor_id AS whose
        ), stored AS (
            INSERT INTO conversations_event (agency_id, brand_id, conversation_id, visitor_id,
                seq, uuid, kind, by_kind, by_uuid, by_name, by_alias, client_id, body, data, at)
            SELECT n.agency, n.brand, n.conv, n.whose, n.seq, n.uuid, n.kind, n.by_kind,
                   n.author, n.name, n.alias, n.client, n.body, n.data::jsonb, v_at
              FROM told n
        )
        SELECT n.ord, n.seq, n.uuid, v_at, n.holder FROM told n;
    END LOOP;
END $$;
"""

# The one way to append, as in 0003, for what append_together leaves. Its locks are those of an
# update and let foreign keys be checked: a stronger one would wait for rows that refer to the
# conversation, whose transaction may wait for the next conversation of the batch.
APPEND_EVENTS = """
CREATE OR REPLACE FUNCTION append_events(p_scoped boolean, p_rows json) RETURNS TABLE (
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
    v_done bigint[] := '{}';
BEGIN
    -- Below four rows, one by one is as cheap.
    IF p_scoped AND json_array_length(p_rows) > 3 THEN
        FOR c IN SELECT * FROM append_together(p_rows) LOOP
            ord := c.ord; code := NULL; duplicate := false; accepted := false;
            seq := c.seq; uuid := c.uuid; at := c.at; agent_id := c.agent_id;
            v_done := v_done || ord;
            RETURN NEXT;
        END LOOP;
        IF cardinality(v_done) = json_array_length(p_rows) THEN
            RETURN;
        END IF;
    END IF;

    FOR r IN
        SELECT * FROM event_rows(p_rows) AS t
         WHERE t.ord <> ALL (v_done) ORDER BY t.agency, t.conv, t.ord
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
             WHERE t.agency_id = r.agency AND t.id = r.conv FOR NO KEY UPDATE;
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


class Migration(migrations.Migration):
    dependencies = [("conversations", "0003_append_events")]

    operations = [
        migrations.RunSQL(EVENT_ROWS, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_TOGETHER, migrations.RunSQL.noop),
        migrations.RunSQL(APPEND_EVENTS, migrations.RunSQL.noop),
    ]
