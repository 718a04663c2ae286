"""docs/protocol.md names everything that goes over the wire."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

from conversations import errors as conversation_errors
from conversations.consumers import frames
from conversations.consumers import socket as sockets
from conversations.models import Kind
from tenants import errors as tenant_errors
from tenants.errors import Refusal

ROOT = settings.BASE_DIR
PROTOCOL = (ROOT / "docs" / "protocol.md").read_text()
CONSUMERS = sorted((ROOT / "conversations" / "consumers").glob("*.py"))
PUBLISHERS = [
    *CONSUMERS,
    *sorted((ROOT / "conversations" / "actions").glob("*.py")),
    ROOT / "conversations" / "events.py",
    ROOT / "agents" / "actions.py",
]


def sent_frames() -> set[str]:
    """Every ``"t": "name"`` that the server writes into a dict."""
    names = set()
    for path in PUBLISHERS:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Dict):
                for key, value in zip(node.keys, node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "t":
                        assert isinstance(value, ast.Constant), path
                        names.add(str(value.value))
    return names


def refusals() -> set[str]:
    return {
        one.code
        for module in (tenant_errors, conversation_errors)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, Refusal) and one is not Refusal
    }


@pytest.mark.parametrize("name", sorted(map(str, frames._KNOWN)))
def test_frames_from_clients_are_documented(name):
    assert re.search(rf"^(C→S|both)  ?{name}\b|C→S  {name}\b", PROTOCOL, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(sent_frames()))
def test_frames_from_the_server_are_documented(name):
    assert f't:"{name}"' in PROTOCOL or re.search(rf"\b{name}\b.*{{t, id", PROTOCOL)


def test_the_frames_were_found():
    assert {"welcome", "ack", "nack", "event", "gap", "feed", "hb", "drain"} <= sent_frames()


@pytest.mark.parametrize("kind", Kind.values)
def test_event_kinds_are_documented(kind):
    kinds = PROTOCOL.partition("Event kinds")[2].partition("| Kind |")[0]

    assert re.search(rf"\b{kind}\b", kinds)


@pytest.mark.parametrize("code", sorted(refusals() | {"not_authenticated", "method_not_allowed"}))
def test_error_codes_are_documented(code):
    assert f"| `{code}` |" in PROTOCOL


def test_error_frames_are_documented():
    said = PROTOCOL.partition("`error` codes:")[2].partition("\n")[0]
    text = Path(frames.__file__).read_text() + Path(sockets.__file__).read_text()

    for code in re.findall(r'BadFrame\("(\w+)"', text):
        assert f"`{code}`" in said


def test_close_codes_are_documented():
    said = PROTOCOL.partition("Close codes:")[2].partition("\n")[0]
    text = "".join(path.read_text() for path in CONSUMERS)
    codes = re.findall(r"^CLOSE_\w+ = (\d+)", text, re.MULTILINE)

    assert codes
    assert [code for code in codes if code not in said] == []
