from django.db import migrations

# As 0002 has it, but that it locks no stronger than the updates themselves: a transaction that
# stores facts or leads holds the keys of its agents until its end, and would deadlock.
KEEP_LOAD = """
CREATE OR REPLACE FUNCTION keep_agent_load() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    giver bigint := CASE WHEN TG_OP = 'UPDATE' AND OLD.status <> 'closed' THEN OLD.agent_id END;
    taker bigint := CASE WHEN NEW.status <> 'closed' THEN NEW.agent_id END;
BEGIN
    IF giver IS NOT DISTINCT FROM taker THEN RETURN NULL; END IF;
    PERFORM 1 FROM agents_agent a WHERE a.agency_id = NEW.agency_id AND a.id IN (giver, taker)
        ORDER BY a.id FOR NO KEY UPDATE;
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
"""


class Migration(migrations.Migration):
    dependencies = [("conversations", "0005_recognise_visitors")]

    operations = [migrations.RunSQL(KEEP_LOAD, migrations.RunSQL.noop)]
