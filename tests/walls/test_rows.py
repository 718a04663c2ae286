"""What PostgreSQL itself refuses, with the ORM's filter taken away."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction

from conversations.models import By, Conversation, Event, File, Visitor
from tests.factories import make_access, say
from tests.walls.conftest import Twin


def test_a_visitor_reads_their_own_conversation_and_no_note(ours: Twin):
    brand = ours.office.brand
    say(brand, make_access(brand), "Somebody else's")
    visitor_id = ours.conversation.visitor_id
    with ours.office.scope(), connection.cursor() as cursor:
        note = entry(ours, ours.conversation, kind="note", by_kind="agent", body="secret")
        cursor.execute("SELECT code FROM append_events(false, %s)", [note])
        assert cursor.fetchone() == (None,)

    with ours.office.scope(brand_ids=[brand.pk], visitor_id=visitor_id):
        assert {row.pk for row in Conversation._base_manager.all()} == {ours.conversation.pk}
        assert {row.pk for row in Visitor._base_manager.all()} == {visitor_id}
        kinds = [row.kind for row in Event._base_manager.order_by("seq")]
        assert kinds == ["started", "message", "assigned"]


def test_a_visitor_reads_what_they_sent_and_what_was_sent_to_them(ours: Twin):
    visitor_id, brands = ours.conversation.visitor_id, [ours.office.brand.pk]
    with ours.office.scope():
        file = File.objects.get(conversation=ours.conversation)
        for author in (By.VISITOR, By.AGENT):
            file.pk, file.uuid, file.client_id = None, uuid4(), uuid4()
            file.sent_in, file.by_kind = None, author
            file.save(force_insert=True)

    with ours.office.scope(brand_ids=brands, visitor_id=visitor_id):
        seen = File._base_manager.values_list("by_kind", "sent_in")
        assert set(seen) == {("visitor", 2), ("visitor", None)}


@pytest.mark.parametrize(
    "table",
    [
        "agents_agent",
        "agents_assignment",
        "agents_consolelease",
        "conversations_block",
        "conversations_cannedreply",
        "conversations_watch",
        "conversations_letter",
        "leads_dispute",
        "leads_disputestep",
        "leads_lead",
        "reports_agenthour",
        "reports_chatfact",
        "reports_heldspan",
        "reports_kpihour",
        "tenants_auditentry",
        "tenants_brandaccess",
        "tenants_consoleticket",
        "tenants_membership",
    ],
)
def test_a_visitor_reads_nothing_of_the_staff(ours: Twin, table: str):
    visitor_id = ours.conversation.visitor_id
    brands = [ours.office.brand.pk]

    with ours.office.scope(brand_ids=brands, visitor_id=visitor_id), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone() == (0,)


def test_a_row_cannot_point_to_another_agencys_row(ours: Twin, theirs: Twin):
    with ours.office.scope(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        rows = Conversation.objects.filter(pk=ours.conversation.pk)

        with pytest.raises(IntegrityError):
            rows.update(brand=theirs.office.brand)
        transaction.set_rollback(True)


def test_an_agent_of_one_brand_reads_no_row_of_the_other(ours: Twin):
    with ours.office.agent_scope():
        brands = {row.brand_id for row in Conversation._base_manager.all()}
        assert brands == {ours.office.brand.pk}
        assert {row.brand_id for row in Event._base_manager.all()} == {ours.office.brand.pk}


def test_the_append_function_is_held_by_the_same_walls(ours: Twin, theirs: Twin):
    """Naming another agency's conversation in one's own scope finds nothing."""
    with ours.office.scope(), connection.cursor() as cursor:
        message = entry(ours, theirs.conversation, kind="message", by_kind="visitor", body="x")
        cursor.execute("SELECT code FROM append_events(true, %s)", [message])
        assert cursor.fetchall() == [("not_found",)]


def entry(twin: Twin, conversation: Conversation, **fields: str) -> str:
    return json.dumps(
        [
            {
                "agency_id": twin.office.agency.pk,
                "brand_id": twin.office.brand.pk,
                "conversation_id": conversation.pk,
                "by_uuid": str(uuid4()),
                "client_id": str(uuid4()),
                "by_name": "",
                "by_alias": "",
                **fields,
            }
        ]
    )


UNCOUNTED = """
SELECT relname FROM pg_class
 WHERE relkind = 'r' AND relforcerowsecurity
   AND NOT coalesce('autovacuum_analyze_scale_factor=0' = ANY (reloptions), false)
"""


def test_statistics_of_every_walled_table_keep_up_with_new_agencies(db):
    with connection.cursor() as cursor:
        cursor.execute(UNCOUNTED)
        assert cursor.fetchall() == []
