"""PostgreSQL and Redis of a benchmark: filled once, measured as processes, asked at the end."""

import os
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import psycopg
import redis
from django.core.management import call_command

from bench.machine import cpu_seconds, parent_of
from bench.sizes import HELD
from config.embedded.problems import Problem
from config.embedded.stack import PYTHON, ROOT

FLOOR = Path(__file__).with_name("floor") / "schema.sql"
BATCH = 32
# Numbers of a conversation that do not run from 1 to its last, and rows that its state denies.
GAPS = """
SELECT count(*) FROM conversations_conversation c LEFT JOIN (
    SELECT conversation_id, count(*) AS events, min(seq) AS first, max(seq) AS last
      FROM conversations_event GROUP BY conversation_id
) e ON e.conversation_id = c.id
WHERE e.events IS DISTINCT FROM c.last_seq OR e.last IS DISTINCT FROM c.last_seq OR e.first <> 1
"""


def owner() -> psycopg.Connection:
    return psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True)


def refuse_used_database() -> None:
    with owner() as connection:
        (table,) = connection.execute("SELECT to_regclass('django_migrations')").fetchone() or (
            None,
        )
    if table:
        raise Problem("Benchmarks fill the database. Unset DATABASE_URL, or name an empty one.")


def make_tables() -> None:
    call_command("migrate", database="owner", verbosity=0)


def make_contenders_tables(visitors: int) -> None:
    with owner() as connection:
        connection.execute(FLOOR.read_text())
        connection.execute("CREATE SCHEMA tutorial")
        migrate_tutorial()
        for table in ("floor.conversation", "tutorial.tutorial_conversation"):
            connection.execute(
                f"INSERT INTO {table} (id, agent_id, last_seq)"
                f" SELECT n, (n - 1) / {HELD}, 0 FROM generate_series(1, %s) n",
                [visitors],
            )


def migrate_tutorial() -> None:
    argv = [str(PYTHON), "-m", "django", "migrate", "--settings=bench.tutorial.settings"]
    subprocess.run([*argv, "--verbosity=0"], cwd=ROOT, check=True)


def analyze() -> None:
    """Plans that are made for empty tables would be kept, and are several times slower."""
    with owner() as connection:
        connection.execute("ANALYZE")


def vacuum(*tables: str) -> None:
    """As autovacuum leaves a table after a while: what all can see is read from its indexes."""
    with owner() as connection:
        connection.execute(f"VACUUM ANALYZE {', '.join(tables)}".encode())


def pids() -> dict[str, int]:
    """The processes of both engines, to read what they cost."""
    with owner() as connection:
        postgres = parent_of(connection.info.backend_pid)
    broker = redis.Redis.from_url(os.environ["REDIS_URL"]).info("server")["process_id"]
    return {"postgres": postgres, "redis": broker}


def log_gaps() -> int:
    """How many of the product's conversations have a hole in their numbers."""
    with psycopg.connect(os.environ["DATABASE_MAINTENANCE_URL"]) as connection:
        (count,) = connection.execute(GAPS).fetchone() or (0,)
    return count


def batch_cost(seconds: float) -> float:
    """PostgreSQL's CPU µs for a message of the floor, 32 in a call: what storing costs at least."""
    append = "SELECT count(*) FROM floor.append_messages(%s::bigint[], %s::uuid[], %s::text[])"
    postgres, calls = pids()["postgres"], 0
    with owner() as connection:
        before, deadline = cpu_seconds(postgres), time.monotonic() + seconds
        while time.monotonic() < deadline:
            conversations = [(calls * BATCH + n) % HELD + 1 for n in range(BATCH)]
            clients = [uuid4() for _ in range(BATCH)]
            connection.execute(append, [conversations, clients, ["x" * 100] * BATCH], prepare=True)
            calls += 1
        used = cpu_seconds(postgres) - before
    return used * 1e6 / (calls * BATCH)
