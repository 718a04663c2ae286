"""A redaction takes the words and leaves what they cost."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connections, transaction

from billing.models import Charge, Invoice
from billing.queries.checks import mismatches
from billing.queries.proof import prove
from conversations.actions.corrections import redact_message
from conversations.models import Conversation, Event
from reports.actions.facts import derive_facts
from reports.facts import FACTS_VERSION
from reports.models import ChatFact
from reports.queries.chats import chats_of, log_of
from tenants.models import Role
from tests.billing.test_proof import busy_month, rewrite
from tests.factories import Office, open_office

charges_again = import_module("billing.migrations.0005_evidence_version_2")
facts_again = import_module("reports.migrations.0004_facts_version_2")


@pytest.fixture
def invoice(office: Office) -> Iterator[Invoice]:
    with office.scope():
        yield busy_month(office)


def redact_everything(office: Office) -> int:
    """Every message of every chat, by the office. Answers how many."""
    supervisor = office.members[Role.SUPERVISOR]
    said = list(Event.objects.filter(kind="message").values_list("conversation_id", "seq"))
    rows = Conversation.objects.select_related("brand", "visitor", "agent").in_bulk()
    for conversation_id, seq in said:
        redact_message(rows[conversation_id], member=supervisor, seq=seq)
    return len(said)


def facts() -> dict[int, Any]:
    rows = Conversation.objects.select_related("brand")
    return {row.pk: chats_of(row) for row in rows}


def test_facts_fingerprints_and_invoices_are_what_they_were(invoice: Invoice, office: Office):
    before, kept = facts(), list(ChatFact.objects.order_by("pk").values())

    assert redact_everything(office) > 20

    assert not Event.objects.filter(kind="message").exclude(body="").exists()
    assert facts() == before
    assert derive_facts(Conversation.objects.all()) == []
    assert list(ChatFact.objects.order_by("pk").values()) == kept
    assert prove(invoice) == []
    assert list(mismatches(office.brand)) == []


def first_fingerprint(conversation: Conversation, first: int, last: int) -> str:
    """As version 1 of the facts made it."""
    digest = hashlib.sha256()
    for event in log_of(conversation):
        if first <= event.seq <= last:
            at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
            by, said = [event.by_kind, str(event.by_uuid)], [event.body, event.data or {}]
            line = [event.seq, event.kind, *by, at, *said]
            digest.update(json.dumps(line, sort_keys=True, ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def as_it_was(office: Office) -> None:
    """Facts and charges as version 1 has left them."""
    with office.scope():
        evidence = first_evidence()
    with owner() as cursor:
        cursor.execute("ALTER TABLE billing_charge NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE billing_charge DISABLE TRIGGER append_only")
        for pk, first in evidence.items():
            change = "UPDATE billing_charge SET evidence = evidence || %s::jsonb WHERE id = %s"
            cursor.execute(change, [json.dumps(first), pk])
        cursor.execute("ALTER TABLE billing_charge ENABLE TRIGGER append_only")
        cursor.execute("ALTER TABLE billing_charge FORCE ROW LEVEL SECURITY")


def first_evidence() -> dict[int, dict[str, Any]]:
    """Sets the facts back, and answers what to set in the charges."""
    rows = {row.uuid: row for row in Conversation.objects.all()}
    for fact in ChatFact.objects.select_related("conversation"):
        first = first_fingerprint(fact.conversation, fact.first_seq, fact.last_seq)
        ChatFact.objects.filter(pk=fact.pk).update(version=1, transcript_hash=first)
    evidence: dict[int, dict[str, Any]] = {}
    for charge in Charge.objects.filter(evidence__has_key="transcript_hash"):
        assert charge.about is not None
        kept, about = charge.evidence, rows[charge.about]
        hashed = first_fingerprint(about, kept["first_seq"], kept["last_seq"])
        evidence[charge.pk] = {"facts_version": 1, "transcript_hash": hashed}
    return evidence


def migrate_again() -> None:
    with owner() as cursor:
        cursor.execute(facts_again.DERIVE_AGAIN)
        charges_again.convert(apps, SimpleNamespace(connection=connections["owner"]))


@contextmanager
def owner() -> Iterator[Any]:
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        yield cursor


def test_evidence_of_before_is_converted_where_the_log_proves_it(committed_db):
    office = open_office("Earlier")
    with office.scope():
        invoice = busy_month(office)
    as_it_was(office)
    with office.scope():
        chats = Charge.objects.filter(evidence__has_key="transcript_hash").order_by("pk")
        was = dict(chats.values_list("pk", "evidence__transcript_hash"))
        row = chats.filter(kind="chat").first()
        assert row is not None
        assert row.about is not None
        conversation = Conversation.objects.get(uuid=row.about).pk
    rewrite(conversation, "body = body || '!' WHERE e.kind = 'message' AND e.by_kind = 'agent'")

    migrate_again()

    with office.scope():
        for charge in chats.all():
            changed = charge.about == row.about
            kept = charge.evidence
            assert kept["facts_version"] == (1 if changed else FACTS_VERSION)
            assert kept["transcript_hash" if changed else "transcript_hash_1"] == was[charge.pk]
        found = {(one.about, one.what) for one in prove(invoice)}
        assert found == {(row.source, "transcript_hash"), (row.source, "facts_version")}
        assert {fact.version for fact in ChatFact.objects.all()} == {FACTS_VERSION}
        # Its texts are longer now, and else nothing is.
        wrong = derive_facts(Conversation.objects.all())
        assert [fact.conversation_id for fact in wrong] == [conversation]
        redact_everything(office)
        assert {one.about for one in prove(invoice)} == {row.source}
