import subprocess
import sys
from pathlib import Path

import orjson
import pytest
import redis
from django.conf import settings

from agents.models import Agent
from conversations.actions.conversations import close_conversation, transfer_conversation
from conversations.actions.routing import pick_conversation, route_waiting
from conversations.errors import AtCapacity, NotAssigned, NotAvailable, TooLarge
from conversations.events import unwrap
from conversations.models import Conversation, Event
from tenants.realtime import visitor_topic
from tests.factories import (
    make_access,
    make_agent,
    make_available,
    make_member,
    open_office,
    say,
)
from tests.waiting import PATIENCE


def new_chat(office, brand=None) -> Conversation:
    brand = brand or office.brand
    return say(brand, make_access(brand))


def test_a_chat_waits_while_nobody_is_there(office):
    conversation = new_chat(office)

    assert (conversation.status, conversation.agent) == ("waiting", None)


def test_a_chat_goes_to_an_available_agent_of_the_brand(office):
    make_available(office.agent)

    conversation = new_chat(office)

    assert (conversation.status, conversation.agent) == ("assigned", office.agent)
    assert conversation.assigned_at is not None


def test_a_chat_of_another_brand_waits(office):
    make_available(*office.agents)

    assert new_chat(office, office.brands[1]).status == "waiting"


def test_an_agent_who_is_away_gets_nothing(office):
    make_available(office.agent)
    with office.scope():
        Agent.objects.update(status="away")

    assert new_chat(office).status == "waiting"


def test_an_agent_whose_console_ran_out_gets_nothing(office):
    make_available(office.agent)
    with office.scope():
        office.agent.leases.update(expires_at="2020-01-01T00:00:00Z")

    assert new_chat(office).status == "waiting"


def test_the_least_loaded_agent_is_served_first(office):
    make_available(*office.agents)

    holders = [new_chat(office).agent for _ in range(4)]

    assert [holders.count(agent) for agent in office.agents] == [2, 2]


def test_of_equally_loaded_agents_the_longest_idle_is_served_first(office):
    make_available(*office.agents)
    with office.scope():
        Agent.objects.filter(pk=office.agents[1].pk).update(idle_since="2020-01-01T00:00:00Z")

    assert new_chat(office).agent == office.agents[1]


def test_the_primary_team_is_asked_before_the_backup(office):
    make_available(*office.agents)
    with office.scope():
        office.agents[0].assignments.update(tier="2_backup")

    assert [new_chat(office).agent for _ in range(3)] == [office.agents[1]] * 3


def test_capacity_counts_over_all_brands(office):
    with office.scope():
        agent = make_agent(make_member(office.agency, "agent"), *office.brands, capacity=2)
    make_available(agent)

    chats = [new_chat(office, brand) for brand in (*office.brands, *office.brands)]

    assert [chat.status for chat in chats] == ["assigned", "assigned", "waiting", "waiting"]


def test_nobody_goes_over_capacity_by_picking_or_by_transfer(office):
    giver, taker = office.agents
    make_available(giver, taker)
    with office.scope():
        Agent.objects.filter(pk=taker.pk).update(capacity=0)
    conversation = new_chat(office)

    with office.scope():
        with pytest.raises(AtCapacity):
            transfer_conversation(conversation, member=giver.membership, to=str(taker.uuid))
        Agent.objects.filter(pk=giver.pk).update(capacity=1)
    waiting = new_chat(office)
    with office.scope(), pytest.raises(AtCapacity):
        pick_conversation(giver, conversation=waiting)


def test_a_closed_chat_frees_its_slot(office):
    make_available(office.agent)
    with office.scope():
        Agent.objects.update(capacity=1)
    first, second = new_chat(office), new_chat(office)

    with office.scope():
        close_conversation(first, member=office.member, outcome="solved")
    assert route_waiting(office.agency.pk, [office.brand.pk]) == 1

    with office.scope():
        assert Conversation.objects.get(pk=second.pk).agent == office.agent
        assert Agent.objects.get(pk=office.agent.pk).load == 1


def test_the_longest_waiting_is_served_first(office):
    first, second = new_chat(office), new_chat(office)
    make_available(office.agent)
    with office.scope():
        Agent.objects.update(capacity=1)

    route_waiting(office.agency.pk, [office.brand.pk])

    with office.scope():
        assert Conversation.objects.get(pk=first.pk).status == "assigned"
        assert Conversation.objects.get(pk=second.pk).status == "waiting"


def test_who_waits_moves_up_when_the_office_gives_a_chat_away(
    office, django_capture_on_commit_callbacks
):
    first, second = new_chat(office), new_chat(office)
    make_available(office.agent)
    with redis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as visitor:
        visitor.subscribe(visitor_topic(office.agency.pk, second.pk))
        visitor.get_message(timeout=PATIENCE)

        with django_capture_on_commit_callbacks(execute=True), office.scope():
            owner = office.members["owner"]
            transfer_conversation(first, member=owner, to=str(office.agent.uuid))

        heard = visitor.get_message(timeout=PATIENCE)

    frame = orjson.loads(unwrap(heard["data"]).frame)
    assert frame == {"t": "queue", "conv": str(second.uuid), "position": 1}


def test_a_transfer_needs_a_colleague_of_the_brand_who_is_there(office):
    make_available(office.agent)
    conversation = new_chat(office)
    with office.scope():
        stranger = make_agent(make_member(office.agency, "agent"), office.brands[1])
    make_available(stranger)

    with office.scope():
        for absent in (stranger, office.agents[1], office.agent):
            with pytest.raises(NotAvailable):
                transfer_conversation(conversation, member=office.member, to=str(absent.uuid))


@pytest.mark.parametrize("to", ["team", "agent"])
def test_a_note_of_a_transfer_is_no_longer_than_other_notes(office, to):
    make_available(office.agent)
    conversation, giver = new_chat(office), office.agent
    make_available(office.agents[1])
    note = "x" * (settings.MAX_BODY + 1)
    to = str(office.agents[1].uuid) if to == "agent" else to

    with office.scope():
        with pytest.raises(TooLarge):
            transfer_conversation(conversation, member=giver.membership, to=to, note=note)
        transfer_conversation(conversation, member=giver.membership, to=to, note=note[1:])
        assert [row.body for row in Event.objects.filter(kind="note")] == [note[1:]]


def test_only_the_holder_and_the_office_close(office):
    make_available(office.agent)
    conversation = new_chat(office)
    colleague = office.agents[1].membership

    with office.scope():
        with pytest.raises(NotAssigned):
            close_conversation(conversation, member=colleague, outcome="solved")
        close_conversation(conversation, member=office.members["supervisor"], outcome="solved")
        assert Conversation.objects.get(pk=conversation.pk).status == "closed"


def test_twenty_chats_on_one_slot_with_four_processes_never_exceed_it(committed_db):
    """Four processes let visitors write and the one agent close, all at once."""
    office = open_office("Busy")
    make_available(office.agent)
    with office.scope():
        Agent.objects.update(capacity=1)
        office.agent.leases.update(expires_at="2100-01-01T00:00:00Z")
    script = Path(__file__).with_name("busy_desk.py")
    command = [sys.executable, str(script), str(office.agency.pk), office.brand.public_key]

    processes = [subprocess.Popen(command) for _ in range(4)]

    assert [process.wait(timeout=300) for process in processes] == [0, 0, 0, 0]
    with office.scope():
        assert Conversation.objects.filter(status="closed").count() == 20
        steps = Event.objects.filter(kind__in=["assigned", "closed"]).order_by("at")
        kinds = list(steps.values_list("kind", flat=True))
        assert kinds == ["assigned", "closed"] * 20
        assert Agent.objects.get(pk=office.agent.pk).load == 0
