"""How PostgreSQL answers: the plans of the queries that run inside a block."""

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

INDEXED = {"Index Scan", "Index Only Scan", "Bitmap Heap Scan", "Bitmap Index Scan"}
COUNTS = """
SELECT relname, seq_scan, seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables
"""


@dataclass
class Node:
    """A step of a plan, how many rows it looked at, and how many it was expected to give."""

    kind: str
    table: str
    index: str
    looked_at: int
    expected: int


@dataclass
class Plans:
    nodes: list[Node] = field(default_factory=list)

    def scans_of(self, prefix: str) -> list[Node]:
        """The steps that read tables of an app."""
        return [node for node in self.nodes if node.table.startswith(prefix)]

    def looked_at(self, prefix: str) -> int:
        return sum(node.looked_at for node in self.scans_of(prefix))


def dread_sequential_scans() -> None:
    """Until the transaction ends: as where a table is too long to be read, which no test's is."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")


@contextmanager
def plans() -> Iterator[Plans]:
    """Every SELECT is run once more, explained."""
    found = Plans()

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            with connection.connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
                (answer,) = cursor.fetchone()
            tree = json.loads(answer) if isinstance(answer, str) else answer
            found.nodes += nodes_in(tree[0]["Plan"])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        yield found


@dataclass
class Touched:
    """What a block read of each table, in functions and triggers too: scans and rows."""

    scans: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)


@contextmanager
def touched() -> Iterator[Touched]:
    """For what EXPLAIN does not look into. Inside one transaction."""
    found, (scans, rows) = Touched(), counts()
    yield found
    scans_now, rows_now = counts()
    found.scans, found.rows = scans_now - scans, rows_now - rows


def counts() -> tuple[Counter[str], Counter[str]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
        found = cursor.fetchall()
    return Counter({table: scans for table, scans, _ in found}), Counter(
        {table: rows for table, _, rows in found}
    )


def nodes_in(plan: dict[str, Any]) -> Iterator[Node]:
    if "Relation Name" in plan:
        removed = plan.get("Rows Removed by Filter", 0) + plan.get(
            "Rows Removed by Index Recheck", 0
        )
        looked_at = int((plan["Actual Rows"] + removed) * plan["Actual Loops"])
        expected = int(plan["Plan Rows"] * plan["Actual Loops"])
        yield Node(
            plan["Node Type"],
            plan["Relation Name"],
            plan.get("Index Name", ""),
            looked_at,
            expected,
        )
    for part in plan.get("Plans", []):
        yield from nodes_in(part)
