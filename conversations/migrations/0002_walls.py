from django.db import migrations

from tenants.walls import Walls

# A visitor reads their own events, less those for staff. conversations.models.STAFF_KINDS.
FOR_VISITORS = "kind NOT IN ('note', 'offered', 'watched', 'breach', 'lead')"

# The log is append-only for whoever connects, whatever the ORM is told to do.
KEEP_LOG = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON conversations_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""

# load counts what an agent holds, and capacity is never exceeded, whatever the path.
# Both agents of a transfer are locked in id order, so crossing transfers cannot deadlock.
KEEP_LOAD = """
CREATE FUNCTION keep_agent_load() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    giver bigint := CASE WHEN TG_OP = 'UPDATE' AND OLD.status <> 'closed' THEN OLD.agent_id END;
    taker bigint := CASE WHEN NEW.status <> 'closed' THEN NEW.agent_id END;
BEGIN
    IF giver IS NOT DISTINCT FROM taker THEN RETURN NULL; END IF;
    PERFORM 1 FROM agents_agent a WHERE a.agency_id = NEW.agency_id AND a.id IN (giver, taker)
        ORDER BY a.id FOR UPDATE;
    IF giver IS NOT NULL THEN
        UPDATE agents_agent a SET load = a.load - 1, idle_since = clock_timestamp()
         WHERE a.agency_id = NEW.agency_id AND a.id = giver;
        IF NOT FOUND THEN RAISE EXCEPTION 'agent % is out of reach', giver; END IF;
    END IF;
    IF taker IS NOT NULL THEN
        UPDATE agents_agent a SET load = a.load + 1, idle_since = clock_timestamp()
         WHERE a.agency_id = NEW.agency_id AND a.id = taker AND a.load < a.capacity;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'agent % is at capacity', taker
                USING ERRCODE = 'check_violation', CONSTRAINT = 'agent_capacity';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_agent_load AFTER INSERT OR UPDATE OF agent_id, status
    ON conversations_conversation FOR EACH ROW EXECUTE FUNCTION keep_agent_load();
"""

# What an inbox shows has changed. Messages touch none of these columns, so they stay cheap.
KEEP_CHANGES = """
CREATE FUNCTION keep_changed_in() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_changed_in BEFORE INSERT OR UPDATE OF agent_id, status, outcome, queued_at
    ON conversations_conversation FOR EACH ROW EXECUTE FUNCTION keep_changed_in();
"""
# Room in each page, so that a message's update of its conversation touches no index.
ROOM = "ALTER TABLE conversations_conversation SET (fillfactor = 60)"
EPOCH = (
    "INSERT INTO conversations_logepoch (value) VALUES (replace(gen_random_uuid()::text, '-', ''))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("conversations", "0001_initial"),
        ("agents", "0002_walls"),
        ("tenants", "0002_walls"),
    ]

    operations = [
        Walls("Visitor", visitor="own"),
        Walls("VisitorSession", visitor="own"),
        Walls("Conversation", visitor="own"),
        Walls("Event", visitor="own", visitor_sees=FOR_VISITORS),
        Walls("CannedReply"),
        migrations.RunSQL(
            KEEP_LOG,
            "DROP TRIGGER append_only ON conversations_event; DROP FUNCTION refuse_change()",
        ),
        migrations.RunSQL(
            KEEP_LOAD,
            "DROP TRIGGER keep_agent_load ON conversations_conversation;"
            " DROP FUNCTION keep_agent_load()",
        ),
        migrations.RunSQL(
            KEEP_CHANGES,
            "DROP TRIGGER keep_changed_in ON conversations_conversation;"
            " DROP FUNCTION keep_changed_in()",
        ),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        migrations.RunSQL(EPOCH, migrations.RunSQL.noop),
    ]
