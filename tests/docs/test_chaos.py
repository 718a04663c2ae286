"""docs/chaos.md has a row for every test of tests/chaos, and names none that is not there."""

import ast
import re

from django.conf import settings

FOLDERS = [settings.BASE_DIR / "tests" / name for name in ("chaos", "live")]
NAME = re.compile(r"`(test_\w+)`")


def found_in(folder) -> dict[str, bool]:
    """Every test, and whether it takes minutes."""
    found = {}
    for path in sorted(folder.glob("test_*.py")):
        tree = ast.parse(path.read_text())
        is_long_file = bool(re.search(r"^pytestmark = .*mark\.long", path.read_text(), re.M))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and is_test(node):
                marks = " ".join(map(ast.unparse, node.decorator_list))
                found[node.name] = is_long_file or "mark.long" in marks
    return found


def is_test(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return node.name.startswith("test_")


def rows() -> list[str]:
    text = (settings.BASE_DIR / "docs" / "chaos.md").read_text()
    return [line for line in text.splitlines() if line.startswith("| ") and "`test_" in line]


def test_every_fault_that_is_tried_is_in_the_table():
    named = {name for row in rows() for name in NAME.findall(row)}
    tried, live = (found_in(folder) for folder in FOLDERS)

    assert tried.keys() - named == set()
    assert named - tried.keys() - live.keys() == set()


def test_the_table_says_which_take_minutes():
    tried = found_in(FOLDERS[0])
    for row in rows():
        for name in NAME.findall(row):
            if name in tried:
                assert ("*long*" in row) == tried[name], row
