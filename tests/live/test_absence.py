"""Agents who vanish, with a real worker and its clock."""

import time

import pytest

from tests.live.server import running_worker

pytestmark = pytest.mark.once


def test_an_unanswered_chat_of_an_agent_who_vanishes_goes_to_another_within_30_seconds(
    office, visitor, console
):
    with running_worker():
        agent = console(office).connect()
        one = visitor(office.brand).connect()
        one.say("Is anybody there?")
        conv = agent.expect_event("assigned")["conv"]
        colleague = console(office, 1).connect()
        vanished = time.monotonic()
        agent.socket.socket.close()

        taken = colleague.expect(
            lambda frame: frame["t"] == "event" and frame["kind"] == "assigned", patience=30
        )

    assert taken["conv"] == conv
    assert time.monotonic() - vanished < 30
    history = colleague.api.get(f"/api/v1/conversations/{conv}/events").json()["events"]
    assert [event["kind"] for event in history] == [
        "started",
        "message",
        "assigned",
        "returned",
        "assigned",
    ]


def test_a_page_that_reloads_keeps_its_chats(office, visitor, console):
    with running_worker():
        agent = console(office).connect()
        one = visitor(office.brand).connect()
        one.say("Hello")
        conv = agent.expect_event("assigned")["conv"]
        console(office, 1).connect()
        agent.close()
        time.sleep(3)
        agent.connect(status=None, after={conv: 3})
        time.sleep(15)

        assert agent.say(conv, "Still with you.")["t"] == "ack"
