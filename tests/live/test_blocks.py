"""Blocking a visitor who is connected, with Redis and without."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils.timezone import now

from conversations.models import Block, Conversation, Visitor
from tests.factories import make_block
from tests.live.clients import Client, VisitorClient
from tests.live.server import running_server


@pytest.fixture
def spammer(office, visitor, console):
    """A visitor and the agent whom they bother."""
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Buy followers")
    agent.expect_event("assigned")
    return one, agent


def test_a_blocked_visitor_is_sent_away_in_every_tab(server, office, spammer):
    one, agent = spammer
    tab = Client(server, "/ws/visitor/").open(
        {"token": one.session["access"], "after": {one.conv: 0}}
    )
    tab.expect_type("welcome")

    assert agent.do("block", one.conv, days=7, note="Followers")["t"] == "done"

    assert one.expect_event("closed")["data"] == {"outcome": "spam"}
    assert one.expect_close() == tab.expect_close() == 4003
    with office.scope():
        block = Block.objects.get()
    assert block.note == "Followers"
    assert timedelta(days=6) < block.until - now() < timedelta(days=8)


def test_a_blocked_visitor_does_not_come_back(office, spammer):
    one, agent = spammer
    agent.do("block", one.conv)
    one.expect_close()

    again = Client(one.server, "/ws/visitor/").open(
        {"token": one.session["access"], "after": {one.conv: 0}}
    )
    assert again.expect_close() == 4003
    body = {"client_id": str(uuid4()), "body": "Hello?"}
    answer = one.api.post("messages", json=body, headers=one.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    for fields in ({"refresh": one.session["refresh"]}, {}):
        assert one.api.post("session", json=fields).status_code == 403


def test_a_stranger_who_was_there_before_the_block_writes_nothing(office, visitor, spammer):
    """Their session is older than the block, their first message is not."""
    one, agent = spammer
    stranger = visitor(office.brand).connect()
    agent.do("block", one.conv)

    assert stranger.say("I am another")["code"] == "forbidden"

    assert stranger.expect_close() == 4003
    with office.scope():
        assert Visitor.objects.count() == 1


def test_others_go_on(office, visitor, spammer):
    one, agent = spammer
    neighbour = visitor(office.brand).connect()
    neighbour.say("Hello")

    agent.do("block", one.conv)

    assert neighbour.say("Are you there?")["t"] == "ack"


@pytest.mark.parametrize("days", [0, 2, -1])
def test_a_block_that_cannot_be_is_refused(office, spammer, days):
    one, agent = spammer

    assert agent.do("block", one.conv, days=days)["code"] == "invalid"

    assert one.say("Still here")["t"] == "ack"


def test_an_agent_blocks_nobody_of_a_brand_they_do_not_serve(office, visitor, console):
    agent = console(office).connect()
    other = visitor(office.brands[1]).connect()
    other.say("Hello")

    assert agent.do("block", other.conv)["code"] == "not_found"
    assert agent.do("block")["code"] == "not_found"
    with office.scope():
        assert not Block.objects.exists()


@pytest.mark.once
def test_a_block_that_nobody_heard_of_holds_by_the_next_heartbeat(office):
    """As it is with Redis away: the rows are there, and nothing was published."""
    with running_server(HEARTBEAT_SECONDS="2", VISITOR_RATE="0") as server:
        one = VisitorClient(server, office.brand).connect()
        one.say("Buy followers")
        with office.scope():
            row = Conversation.objects.select_related("brand", "visitor").get()
            make_block(office, row)
            Conversation.objects.filter(pk=row.pk).update(status="closed", closed_at=now())

        assert one.expect_close() == 4003
        one.api.close()
