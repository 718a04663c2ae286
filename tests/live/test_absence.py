"""Agents who vanish, with a real worker and its clock."""

import time
from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from tests.live.clients import ConsoleClient
from tests.live.server import running_worker
from tests.waiting import PATIENCE

pytestmark = pytest.mark.once


def test_who_vanishes_loses_a_chat_within_30_seconds_and_who_reloads_keeps_theirs(
    office, visitor, console
):
    # Whatever else there is to do among the rows of other tests keeps nobody waiting here.
    with running_worker("live"):
        agent = console(office).connect()
        visitor(office.brand).connect().say("Is anybody there?")
        conv = agent.expect_event("assigned")["conv"]
        colleague = console(office, 1).connect()
        visitor(office.brand).connect().say("Hello")
        kept = colleague.expect_event("assigned")["conv"]

        colleague.close()
        vanished = now()
        agent.socket.socket.close()
        time.sleep(3)
        colleague.connect(status=None, after={kept: 3})
        taken = colleague.expect(
            lambda frame: frame["t"] == "event" and frame["kind"] == "assigned", patience=PATIENCE
        )
        took = datetime.fromisoformat(taken["at"]) - vanished
        # By now the socket before the reload is forgotten too.
        colleague.listen(3)

    assert (taken["conv"], took < timedelta(seconds=30)) == (conv, True)
    assert kinds(colleague, conv) == ["started", "message", "assigned", "returned", "assigned"]
    assert kinds(colleague, kept) == ["started", "message", "assigned"]


def kinds(client: ConsoleClient, conv: str) -> list[str]:
    history = client.api.get(f"/api/v1/conversations/{conv}/events").json()["events"]
    return [event["kind"] for event in history]
