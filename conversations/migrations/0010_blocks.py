import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tenants.scoping
from tenants.walls import Walls

# As 0005 has it, and whether the brand has blocked the visitor.
RECOGNISE_VISITORS = """
DROP FUNCTION recognise_visitors(json);
CREATE FUNCTION recognise_visitors(p_rows json) RETURNS TABLE (
    ord bigint, visitor_id bigint, name text, is_revoked boolean, is_blocked boolean,
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
               EXISTS (SELECT FROM conversations_block b
                        WHERE b.agency_id = r.agency AND b.visitor_id = v.id
                          AND b.until > now()),
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
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("conversations", "0009_files_and_letters"),
        ("tenants", "0005_open_limit"),
    ]

    operations = [
        migrations.AddField(
            model_name="visitorsession",
            name="address",
            field=models.BinaryField(default=b"", max_length=16),
        ),
        migrations.AddIndex(
            model_name="conversation",
            index=models.Index(
                condition=models.Q(("status", "closed"), _negated=True),
                fields=["agency", "brand"],
                name="open_of_brand",
            ),
        ),
        migrations.CreateModel(
            name="Block",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("address", models.BinaryField(default=b"", max_length=16)),
                ("note", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("until", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.agency",
                    ),
                ),
                (
                    "brand",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenants.brand",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "conversation",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="conversations.conversation",
                    ),
                ),
                (
                    "visitor",
                    tenants.scoping.TenantForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="blocks",
                        to="conversations.visitor",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agency", "brand", "address"], name="block_of_address")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "visitor"), name="block_of_visitor")
                ],
            },
        ),
        Walls("Block"),
        migrations.RunSQL(RECOGNISE_VISITORS, migrations.RunSQL.noop),
    ]
