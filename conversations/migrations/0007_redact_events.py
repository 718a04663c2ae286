from importlib import import_module

from django.db import migrations, models

# The fingerprint of what an event says. The id is random, so nobody who has the fingerprint
# alone finds a short text by trying; a redaction gives the event another id.
EVENT_DIGEST = """
CREATE FUNCTION event_digest(p_uuid uuid, p_body text, p_data jsonb, p_kept jsonb) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT coalesce(p_kept ->> 'digest', encode(sha256(
        uuid_send(p_uuid) || convert_to(p_body, 'UTF8') || decode('00', 'hex')
        || convert_to(coalesce(p_data::text, ''), 'UTF8')), 'hex'))
$$;
"""

# What a line of the log is without its text: everything that counts, and nothing that was said.
# How many words there were is counted where all words are: conversations/words.py.
WITHOUT_TEXT = """
CREATE FUNCTION without_text(p_event conversations_event, p_uuid uuid, p_words integer)
RETURNS conversations_event LANGUAGE plpgsql STABLE AS $$
BEGIN
    p_event.kept := jsonb_build_object(
        'digest', event_digest(p_event.uuid, p_event.body, p_event.data, p_event.kept),
        'words', p_words, 'characters', char_length(p_event.body));
    p_event.uuid := p_uuid;
    p_event.body := '';
    p_event.data := (SELECT jsonb_object_agg(x.key, x.value) FROM jsonb_each(p_event.data) x
                      WHERE x.key IN ('canned', 'edited', 'of'));
    RETURN p_event;
END $$;
"""

# The log stays append-only for whoever connects, but for a text that goes, once and as a whole.
KEEP_LOG = """
CREATE FUNCTION keep_log() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    v_words integer;
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.kept IS NULL AND OLD.kind IN ('message', 'note', 'edited') THEN
        v_words := NEW.kept ->> 'words';
        IF v_words BETWEEN 0 AND char_length(OLD.body) AND NEW.uuid <> OLD.uuid
           AND NEW IS NOT DISTINCT FROM without_text(OLD, NEW.uuid, v_words) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
DROP TRIGGER append_only ON conversations_event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON conversations_event
    FOR EACH ROW EXECUTE FUNCTION keep_log();
"""
KEEP_LOG_BEFORE = """
DROP TRIGGER append_only ON conversations_event;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON conversations_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
DROP FUNCTION keep_log();
"""

# The one way to take a text out of the log.
REDACT_EVENT = """
CREATE FUNCTION redact_event(p_agency bigint, p_conversation bigint, p_seq bigint, p_words integer)
RETURNS void LANGUAGE sql AS $$
    UPDATE conversations_event AS e SET (uuid, body, data, kept) = (
        SELECT n.uuid, n.body, n.data, n.kept FROM without_text(e, gen_random_uuid(), p_words) n)
     WHERE e.agency_id = p_agency AND e.conversation_id = p_conversation AND e.seq = p_seq
       AND e.kept IS NULL
$$;
"""

# As 0004 has it, but that a text which is gone cannot differ: who sends it again is answered.
append_together = import_module("conversations.migrations.0004_append_together")
APPEND_EVENTS = append_together.APPEND_EVENTS.replace(
    "x.body, x.kind INTO e", "x.body, x.kind, x.kept INTO e"
).replace("e.body <> r.body OR", "e.kept IS NULL AND e.body <> r.body OR")


class Migration(migrations.Migration):
    dependencies = [("conversations", "0006_lock_agents_lightly")]

    operations = [
        migrations.AddField("event", "kept", models.JSONField(editable=False, null=True)),
        migrations.RunSQL(EVENT_DIGEST, "DROP FUNCTION event_digest(uuid, text, jsonb, jsonb)"),
        migrations.RunSQL(
            WITHOUT_TEXT, "DROP FUNCTION without_text(conversations_event, uuid, integer)"
        ),
        migrations.RunSQL(KEEP_LOG, KEEP_LOG_BEFORE),
        migrations.RunSQL(
            REDACT_EVENT, "DROP FUNCTION redact_event(bigint, bigint, bigint, integer)"
        ),
        migrations.RunSQL(APPEND_EVENTS, append_together.APPEND_EVENTS),
    ]
