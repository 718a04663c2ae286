"""Twins: two agencies with the same in them, so that there is always something to leak."""

import hashlib
from dataclasses import dataclass

import pytest
from django.db import connection

from conversations.models import CannedReply, Conversation
from tenants.scoping import tenant_scope
from tests.factories import (
    Office,
    make_access,
    make_available,
    make_block,
    make_canned,
    make_contract,
    make_destination,
    make_dispute,
    make_file,
    make_invoice,
    make_lead,
    open_office,
    say,
)


@dataclass
class Twin:
    """An agency, and one row of everything that an address may name."""

    office: Office
    conversation: Conversation
    # Of the brand that the agents do not serve and the clients are not of.
    unserved: Conversation
    canned: CannedReply


def make_twin(name: str) -> Twin:
    office = open_office(name)
    make_available(office.agent)
    conversation = say(office.brand, make_access(office.brand), f"To {name}")
    unserved = say(office.brands[1], make_access(office.brands[1]), f"To the other of {name}")
    for one in (conversation, unserved):
        make_dispute(office, make_lead(office, one, name=f"Anna of {name}"))
        make_file(office, one)
        make_contract(office, one.brand)
        make_invoice(office, one.brand, name)
        make_destination(office, one.brand, f"leads@{name.lower()}.example")
        make_block(office, one)
    return Twin(office, conversation, unserved, make_canned(office, shortcut=f"hi-{name.lower()}"))


@pytest.fixture
def ours(db) -> Twin:
    return make_twin("Ours")


@pytest.fixture
def theirs(db) -> Twin:
    return make_twin("Theirs")


def fingerprint(twin: Twin) -> str:
    """Everything an agency has, as one hash."""
    digest = hashlib.sha256()
    with tenant_scope(twin.office.agency.pk), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE a.attname = 'agency_id' AND c.relkind = 'r' ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            digest.update(repr((table, cursor.fetchall())).encode())
    return digest.hexdigest()
