"""A visitor's socket finds a conversation that began without it, with its next heartbeat."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.live.server import Server, running_server


@pytest.fixture(scope="module")
def server(django_db_setup) -> Iterator[Server]:
    with running_server(HEARTBEAT_SECONDS="1") as one:
        yield one


def test_a_conversation_begun_over_rest_is_heard_on_the_open_socket(office, visitor):
    one = visitor(office.brand).connect()

    message = {"conv": None, "client_id": str(uuid4()), "body": "The socket kept silent"}
    one.api.post("messages", json=message, headers=one.headers).raise_for_status()

    assert one.expect_event("message")["data"] == {"body": "The socket kept silent"}


def test_what_an_agent_answers_there_is_heard_too(office, visitor, console):
    one, desk = visitor(office.brand).connect(), console(office).connect()
    message = {"conv": None, "client_id": str(uuid4()), "body": "Hello"}
    receipt = one.api.post("messages", json=message, headers=one.headers).json()
    one.expect_event("message")

    desk.say(receipt["conv"], "Hello, how can I help?")

    assert one.expect_event("message")["data"]["body"] == "Hello, how can I help?"
