"""The house rules that a program can check."""

import ast
from pathlib import Path

import pytest
from django.conf import settings

ROOTS = [
    *("agents", "bench", "billing", "config", "conversations", "leads", "reports", "tenants"),
    "tests",
]
FILES = [
    path
    for root in ROOTS
    for path in sorted((settings.BASE_DIR / root).rglob("*.py"))
    if "migrations" not in path.parts
]
JUNK_DRAWERS = {"utils", "helpers", "common", "misc", "base", "mixins", "services", "signals"}


def name(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_fits_in_the_head(path):
    lines = path.read_text().splitlines()
    functions = [
        node
        for node in ast.walk(ast.parse("\n".join(lines)))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    assert len(lines) <= 400
    assert [one.name for one in functions if (one.end_lineno or 0) - one.lineno >= 50] == []


def test_there_are_no_junk_drawers():
    assert [name(path) for path in FILES if path.stem in JUNK_DRAWERS] == []
