from django.db import migrations

# Version 2 of the facts: the fingerprint of a chat is over the digests of its events, as
# reports/transcripts.py makes it. Facts follow from the log, so they follow again. The owner
# reads past the policies, for this once.
DERIVE_AGAIN = r"""
ALTER TABLE reports_chatfact NO FORCE ROW LEVEL SECURITY;
ALTER TABLE conversations_event NO FORCE ROW LEVEL SECURITY;
WITH lines AS (
    SELECT e.agency_id, e.conversation_id, e.seq, format(E'%s %s %s %s %s+00:00 %s\n',
               e.seq, e.kind, e.by_kind, e.by_uuid,
               to_char(max(e.at) OVER (PARTITION BY e.agency_id, e.conversation_id ORDER BY e.seq)
                       AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
               event_digest(e.uuid, e.body, e.data, e.kept)) AS line
      FROM conversations_event e
), hashes AS (
    SELECT f.id, encode(sha256(convert_to(string_agg(l.line, '' ORDER BY l.seq), 'UTF8')), 'hex')
               AS hash
      FROM reports_chatfact f JOIN lines l
        ON l.agency_id = f.agency_id AND l.conversation_id = f.conversation_id
       AND l.seq BETWEEN f.first_seq AND f.last_seq
     WHERE f.version = 1
     GROUP BY f.id
)
UPDATE reports_chatfact f SET version = 2, transcript_hash = h.hash
  FROM hashes h WHERE h.id = f.id;
ALTER TABLE conversations_event FORCE ROW LEVEL SECURITY;
ALTER TABLE reports_chatfact FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0003_offered"),
        ("conversations", "0007_redact_events"),
    ]

    operations = [migrations.RunSQL(DERIVE_AGAIN, migrations.RunSQL.noop)]
