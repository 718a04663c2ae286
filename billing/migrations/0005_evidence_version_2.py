import hashlib
import json
from datetime import UTC

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations

# Charges carry the fingerprint of their chat as version 1 of the facts made it, over the texts
# themselves. Where the log still says what was charged, the charge gets the fingerprint of
# version 2, which outlives a redaction, and keeps the first beside it: documents show that one.
# Where the log says something else, the charge stays as it is, so that the difference is found.

TABLES = ("billing_charge", "conversations_conversation", "conversations_event")
CHARGES = """
SELECT c.id, c.agency_id, c.evidence ->> 'transcript_hash', c.evidence ->> 'conversation',
       (c.evidence ->> 'first_seq')::bigint, (c.evidence ->> 'last_seq')::bigint
  FROM billing_charge c
 WHERE c.evidence ->> 'facts_version' = '1' AND c.evidence ? 'transcript_hash'
 ORDER BY c.id
"""
EVENTS = """
SELECT e.seq, e.kind, e.by_kind, e.by_uuid, max(e.at) OVER (ORDER BY e.seq), e.body, e.data::text,
       event_digest(e.uuid, e.body, e.data, e.kept)
  FROM conversations_event e JOIN conversations_conversation c
    ON c.agency_id = e.agency_id AND c.id = e.conversation_id
 WHERE c.agency_id = %s AND c.uuid = %s AND e.seq <= %s
 ORDER BY e.seq
"""
STORE = """
UPDATE billing_charge SET evidence = evidence || jsonb_build_object(
    'facts_version', 2, 'transcript_hash', %s::text, 'transcript_hash_1', %s::text)
 WHERE id = %s
"""


def convert(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE billing_charge DISABLE TRIGGER append_only")
        cursor.execute(CHARGES)
        for charge, agency, stored, conversation, first, last in cursor.fetchall():
            cursor.execute(EVENTS, [agency, conversation, last])
            events = [event for event in cursor.fetchall() if event[0] >= first]
            if _hash(events, _line_1) == stored:
                cursor.execute(STORE, [_hash(events, _line_2), stored, charge])
        cursor.execute("ALTER TABLE billing_charge ENABLE TRIGGER append_only")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _hash(events, line):
    return hashlib.sha256("".join(map(line, events)).encode()).hexdigest()


def _line_1(event):
    seq, kind, by_kind, by_uuid, at, body, data, _ = event
    said = [seq, kind, by_kind, str(by_uuid), _time(at), body, json.loads(data or "{}")]
    return json.dumps(said, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder) + "\n"


def _line_2(event):
    seq, kind, by_kind, by_uuid, at, *_, digest = event
    return f"{seq} {kind} {by_kind} {by_uuid} {_time(at)} {digest}\n"


def _time(at):
    return at.astimezone(UTC).isoformat(timespec="microseconds")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_charge_about"),
        ("conversations", "0007_redact_events"),
    ]

    operations = [migrations.RunPython(convert, migrations.RunPython.noop)]
