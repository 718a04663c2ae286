from dataclasses import replace

import psycopg
import pytest
import redis
from psycopg.rows import dict_row

from config.embedded.engines import Engines, database_is_given
from config.embedded.problems import Problem
from config.embedded.progress import Step
from config.embedded.servers import Servers


def test_roles_can_do_what_their_names_say_and_no_more(engines: Engines):
    addresses = engines.start_all(Step("Start"))

    with psycopg.connect(addresses["DATABASE_URL"], row_factory=dict_row) as connection:
        flags = "rolname, rolsuper, rolcanlogin, rolbypassrls, rolcreatedb, rolcreaterole"
        names = "rolname IN ('owner', 'app', 'maintenance')"
        rows = connection.execute(f"SELECT {flags} FROM pg_roles WHERE {names}").fetchall()

    nothing = {"rolsuper": False, "rolcreatedb": False, "rolcreaterole": False}
    common = {"rolcanlogin": True, **nothing}
    assert sorted(rows, key=lambda row: row["rolname"]) == [
        {"rolname": "app", "rolbypassrls": False, **common},
        {"rolname": "maintenance", "rolbypassrls": True, **common},
        {"rolname": "owner", "rolbypassrls": False, **common},
    ]


def test_app_writes_what_owner_makes_but_neither_makes_nor_empties(engines: Engines):
    addresses = engines.start_all(Step("Start"))

    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE note (id bigint GENERATED ALWAYS AS IDENTITY, body text)")
    with psycopg.connect(addresses["DATABASE_URL"], autocommit=True) as app:
        app.execute("INSERT INTO note (body) VALUES ('kept')")
        for forbidden in ("TRUNCATE note", "DROP TABLE note", "CREATE TABLE mine (id int)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                app.execute(forbidden)
        assert app.execute("SELECT body FROM note").fetchall() == [("kept",)]


def test_a_restart_keeps_rows_and_keys(engines: Engines, servers: Servers):
    durable = replace(engines, durable=True)
    addresses = durable.start_all(Step("Start"))
    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE note AS SELECT 'kept' AS body")
    redis.Redis.from_url(addresses["REDIS_URL"]).set("note", "kept")
    servers.stop()

    addresses = durable.start_all(Step("Start again"))

    with psycopg.connect(addresses["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SELECT body FROM note").fetchall() == [("kept",)]
    assert redis.Redis.from_url(addresses["REDIS_URL"]).get("note") == b"kept"


def test_valkey_answers_nobody_without_the_password(engines: Engines):
    address = engines.start_broker(Step("Start"))["REDIS_URL"]

    without_password = f"redis://{address.rpartition('@')[2]}"

    with pytest.raises(redis.exceptions.AuthenticationError):
        redis.Redis.from_url(without_password).ping()


def test_data_of_another_postgresql_version_is_left_alone(engines: Engines):
    (engines.folder / "postgres").mkdir()
    (engines.folder / "postgres" / "PG_VERSION").write_text("15\n")

    with pytest.raises(Problem, match=r"was written by PostgreSQL 15 and this is 18\.\d+"):
        engines.start_database(Step("Start"))


def test_a_given_database_needs_all_three_roles():
    assert not database_is_given({})
    assert not database_is_given({"DATABASE_OWNER_URL": "postgresql://owner@db/switchboard"})
    with pytest.raises(Problem, match="DATABASE_OWNER_URL and DATABASE_MAINTENANCE_URL"):
        database_is_given({"DATABASE_URL": "postgresql://app@db/switchboard"})
