"""Agents who vanish, with a real worker and its clock."""

import time

import pytest

from tests.live.clients import ConsoleClient
from tests.live.server import running_worker

pytestmark = pytest.mark.once


def test_who_vanishes_loses_a_chat_within_30_seconds_and_who_reloads_keeps_theirs(
    office, visitor, console
):
    with running_worker():
        agent = console(office).connect()
        visitor(office.brand).connect().say("Is anybody there?")
        conv = agent.expect_event("assigned")["conv"]
        colleague = console(office, 1).connect()
        visitor(office.brand).connect().say("Hello")
        kept = colleague.expect_event("assigned")["conv"]

        colleague.close()
        vanished = time.monotonic()
        agent.socket.socket.close()
        time.sleep(3)
        colleague.connect(status=None, after={kept: 3})
        taken = colleague.expect(
            lambda frame: frame["t"] == "event" and frame["kind"] == "assigned", patience=30
        )
        took = time.monotonic() - vanished
        # By now the socket before the reload is forgotten too.
        colleague.listen(3)

    assert (taken["conv"], took < 30) == (conv, True)
    assert kinds(colleague, conv) == ["started", "message", "assigned", "returned", "assigned"]
    assert kinds(colleague, kept) == ["started", "message", "assigned"]


def kinds(client: ConsoleClient, conv: str) -> list[str]:
    history = client.api.get(f"/api/v1/conversations/{conv}/events").json()["events"]
    return [event["kind"] for event in history]
