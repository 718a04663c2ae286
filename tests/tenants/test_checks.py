"""A hole in the walls must be found: each test makes one as the owner, and looks."""

import os
import subprocess
import sys

import pytest
from django.db import connections

from tenants import walls
from tenants.checks import FINDINGS, check_walls

HOLES = {
    "E002": ["DROP POLICY agency ON tenants_brandsite", "CREATE TABLE hole (agency_id bigint)"],
    "E003": ["DROP POLICY brand ON tenants_brandsite"],
    "E004": ["DROP POLICY visitor ON agents_agent"],
    "E005": [
        "ALTER TABLE agents_agent ADD CONSTRAINT hole FOREIGN KEY (membership_id)"
        " REFERENCES tenants_membership (id)"
    ],
    "E006": [
        "CREATE VIEW hole AS SELECT * FROM tenants_brand",
        "CREATE FUNCTION hole() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ],
}
QUERIES = {code: query for query, code, _ in FINDINGS}


def test_the_walls_are_whole(db):
    assert check_walls(databases=["default"]) == []


@pytest.mark.parametrize(
    ("code", "statement"), [(code, one) for code, many in HOLES.items() for one in many]
)
def test_a_hole_is_found(committed_db, code, statement):
    owner = connections["owner"]
    owner.set_autocommit(False)
    try:
        with owner.cursor() as cursor:
            cursor.execute(statement)
            cursor.execute(QUERIES[code])
            assert len(cursor.fetchall()) == 1
    finally:
        owner.rollback()
        owner.set_autocommit(True)


@pytest.mark.parametrize("url", ["DATABASE_OWNER_URL", "DATABASE_MAINTENANCE_URL"])
def test_a_server_with_the_wrong_role_does_not_start(committed_db, url):
    environment = os.environ | {"DATABASE_URL": os.environ[url]}
    start = [sys.executable, "-c", "import config.asgi"]

    ended = subprocess.run(start, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode != 0
    assert "connect as the role app" in ended.stderr


@pytest.mark.parametrize(
    ("alias", "faults"),
    [
        ("default", (False, False, False, False)),
        ("maintenance", (False, True, False, False)),
        ("owner", (False, False, True, True)),
    ],
)
def test_the_roles_are_what_they_should_be(committed_db, alias, faults):
    with connections[alias].cursor() as cursor:
        cursor.execute(walls.ROLE)
        assert cursor.fetchone() == faults
