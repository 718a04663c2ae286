from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session

from agents.actions import end_assignment
from agents.models import Agent
from conversations.consumers.console import BEAT_SECONDS
from conversations.consumers.desk import ACTIONS
from conversations.models import Conversation, Event
from tenants.actions import change_member
from tests.factories import assignment, make_canned, open_office, set_password
from tests.live.clients import PATIENCE, Client, ConsoleClient
from tests.live.conftest import agent_member


def test_a_question_reaches_an_agent_and_the_answer_comes_back_in_the_brands_voice(
    office, visitor, console
):
    agent = console(office).connect()
    one = visitor(office.brand).connect()

    one.say("Máte ju skladom?")
    assigned = agent.expect_event("assigned")
    agent.expect_type("feed")
    question = agent.api.get(f"/api/v1/conversations/{assigned['conv']}/events").json()["events"]
    answer = agent.say(assigned["conv"], "Áno, 6 kusov.")

    assert question[1]["data"]["body"] == "Máte ju skladom?"
    assert answer["t"] == "ack"
    heard = one.expect_event("message", client_id=answer["client_id"])
    alias = assignment(office.agents[0]).alias
    assert (heard["by"]["kind"], heard["by"]["name"]) == ("agent", alias)


def test_answering_accepts(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]

    agent.say(conv, "Hello!")

    assert [event["kind"] for event in one.events()][-2:] == ["accepted", "message"]
    with office.scope():
        row = Conversation.objects.get(uuid=conv)
        assert row.status == "open"
        assert row.accepted_at == row.first_response_at
        assert row.unanswered_since is None


def test_an_agent_does_not_speak_in_a_conversation_of_a_colleague(office, visitor, console):
    agent, colleague = console(office).connect(), console(office, 1)
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    colleague.connect()

    assert colleague.say(conv, "Me too")["code"] == "forbidden"
    assert colleague.do("close", conv, outcome="solved")["code"] == "not_assigned"


def test_a_transfer_moves_the_chat_with_its_history(office, visitor, console):
    agent, colleague = console(office).connect(), console(office, 1)
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    agent.say(conv, "One moment.")
    colleague.connect()

    to = colleague.boot["me"]["agent"]
    assert agent.do("transfer", conv, to=to, note="Asks about delivery")["t"] == "done"

    colleague.expect_event("transferred")
    history = colleague.api.get(f"/api/v1/conversations/{conv}/events").json()["events"]
    assert [event["kind"] for event in history] == [
        "started",
        "message",
        "assigned",
        "accepted",
        "message",
        "note",
        "transferred",
    ]
    assert colleague.say(conv, "Here I am.")["t"] == "ack"
    assert agent.say(conv, "And I")["code"] == "forbidden"
    assert colleague.do("close", conv, outcome="lead")["t"] == "done"
    assert one.expect_event("closed")["data"] == {"outcome": "lead"}


def test_a_chat_given_back_to_the_team_goes_to_a_colleague(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    colleague = console(office, 1).connect()
    agent.send({"t": "status", "value": "away", "reason": "lunch"})
    agent.expect_type("presence")

    assert agent.do("transfer", conv, to="team")["t"] == "done"

    assert colleague.expect_event("assigned")["conv"] == conv


def test_the_queue_drains_when_a_slot_frees(office, visitor, console):
    with office.scope():
        Agent.objects.update(capacity=1)
    agent = console(office).connect()
    first, second = visitor(office.brand).connect(), visitor(office.brand).connect()
    first.say("First")
    conv = agent.expect_event("assigned")["conv"]
    second.say("Second")
    second.expect_type("queue")

    agent.do("close", conv, outcome="solved")

    assert agent.expect_event("assigned")["conv"] == second.conv


def test_a_picked_conversation_is_the_oldest(office, visitor, console):
    agent = console(office).connect(status="away")
    first, second = visitor(office.brand).connect(), visitor(office.brand).connect()
    first.say("First")
    second.say("Second")

    assert agent.do("pick")["conv"] == first.conv
    assert agent.do("pick", second.conv)["conv"] == second.conv
    assert agent.do("pick")["code"] == "not_waiting"


def test_the_feed_tells_what_changed_while_away(office, visitor, console):
    agent = console(office).connect()
    cursor = agent.welcome["feed"]
    agent.close()
    one = visitor(office.brand).connect()
    one.say("While you were away")

    agent.connect(feed=cursor)

    # With a heartbeat, when another transaction still runs.
    feed = agent.expect(lambda frame: frame["t"] == "feed" and "cursor" in frame, patience=15)
    assert [(item["id"], item["preview"]["body"]) for item in feed["items"]] == [
        (one.conv, "While you were away")
    ]


@pytest.mark.once
def test_heartbeats_carry_heads_from_the_database(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]

    beat = agent.expect(
        lambda frame: frame["t"] == "hb" and conv in frame.get("heads", {}), patience=15
    )

    assert beat["heads"] == {conv: 3}


def test_a_ticket_opens_one_socket(office, console, server):
    agent = console(office)
    ticket = agent.ticket()
    first = Client(server, "/ws/console/").open({"ticket": ticket})
    first.expect_type("welcome")

    second = Client(server, "/ws/console/").open({"ticket": ticket})

    assert second.expect_close() == 4001
    first.close()


def test_a_session_cookie_alone_opens_nothing(office, console, server):
    agent = console(office)
    cookie = "; ".join(f"{name}={value}" for name, value in agent.api.cookies.items())
    socket = Client(server, "/ws/console/")
    socket.open({"ticket": ""}, Cookie=cookie)

    assert "sessionid=" in cookie
    assert socket.expect_close() == 4001


def test_signing_out_closes_the_socket(office, console):
    agent = console(office).connect()

    agent.api.post("/accounts/logout/", headers=agent.csrf)

    assert agent.expect_close() == 4003


def test_a_member_who_is_taken_out_hears_nothing_more(office, console):
    agent = console(office).connect()
    with office.scope():
        owner = office.members["owner"].user
        change_member(office.member, by=owner, role="agent", is_active=False)

    assert agent.expect_close() == 4003
    assert agent.api.get("/api/v1/console").status_code == 401


def test_an_agent_who_loses_a_brand_hears_it_no_more(office, visitor, console):
    agent = console(office).connect()
    with office.scope():
        end_assignment(assignment(office.agents[0]))
    agent.expect_type("feed", limited=True)

    one = visitor(office.brand).connect()
    one.say("Is anybody there?")

    frames = agent.listen(1)
    assert [frame for frame in frames if frame["t"] == "event" or frame.get("items")] == []
    assert agent.api.get(f"/api/v1/conversations/{one.conv}").status_code == 404


@pytest.mark.once
def test_what_nobody_told_a_console_it_sees_at_its_next_heartbeat(office, visitor, console):
    """Redis was away when a brand was taken, and later when somebody signed out."""
    agent = console(office).connect()
    with office.scope():
        office.member.accesses.filter(brand=office.brand).delete()
    agent.expect(lambda frame: frame.get("limited") is True, BEAT_SECONDS + PATIENCE)

    one = visitor(office.brand).connect()
    one.say("Is anybody there?")
    assert not any(frame["t"] == "event" or frame.get("items") for frame in agent.listen(1))

    Session.objects.all().delete()
    assert agent.expect_close(BEAT_SECONDS + PATIENCE) == 4003


@pytest.mark.parametrize("action", [*ACTIONS, "watch", "unwatch", "nonsense"])
def test_actions_on_another_agencys_conversation_find_nothing(office, visitor, console, action):
    twin = open_office("Twin")
    set_password(agent_member(twin, twin.agents[0]))
    stranger = console(twin).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = one.conv

    refused = stranger.do(action, conv, outcome="solved", to="team")

    assert refused["code"] == "not_found"
    assert stranger.say(conv, "Hello from next door")["code"] == "forbidden"
    with office.scope():
        assert Event.objects.filter(kind="message").count() == 1


def test_typing_and_hello_reach_no_other_agency(office, visitor, console, server):
    twin = open_office("Twin")
    member = agent_member(twin, twin.agents[0])
    set_password(member)
    one = visitor(office.brand).connect()
    one.say("Hello")
    stranger = ConsoleClient(server, member).connect(after={one.conv: 0})

    stranger.send({"t": "typing", "conv": one.conv})
    stranger.send({"t": "rcv", "conv": {one.conv: 5}})

    assert [frame for frame in one.listen(1) if frame["t"] == "typing"] == []
    told = [frame for frame in stranger.listen(0.5) if frame["t"] in ("event", "gap", "feed")]
    assert told == []
    stranger.close()
    stranger.api.close()


def test_a_slow_reader_gets_one_gap_and_is_not_sent_more(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    for number in range(520):
        client_id = str(uuid4())
        one.send({"t": "send", "conv": conv, "client_id": client_id, "body": str(number)})

    for _ in range(520):
        one.expect_type("ack")
    agent.expect_type("gap", conv=conv)
    agent.listen(1)

    events = [frame for frame in agent.frames if frame["t"] == "event"]
    assert len(events) <= 501
    assert [frame for frame in agent.frames if frame["t"] == "gap"] == []
    agent.send({"t": "rcv", "conv": {conv: events[-1]["seq"]}})
    assert agent.expect_type("gap", conv=conv)["head"] > events[-1]["seq"]


def test_the_console_boots_with_its_brands_and_replies(office, console):
    make_canned(office)
    make_canned(office, brand=office.brands[1], shortcut="hidden")
    agent = console(office)

    boot = agent.api.get("/api/v1/console").json()

    assert [brand["name"] for brand in boot["brands"]] == [office.brand.name]
    assert [reply["shortcut"] for reply in boot["canned"]] == ["hi"]
    assert {row["name"] for row in boot["agents"]} == {agent.name for agent in office.agents}
    assert boot["me"]["capacity"] == 4


def test_the_log_keeps_whether_a_prepared_reply_was_edited(office, visitor, console):
    reply = make_canned(office, body="Hello from {{brand}}")
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]

    for body in (f"Hello from {office.brand.name}", "Hello, how are you today?"):
        agent.say(conv, body, canned=str(reply.uuid))

    said = [event["data"] for event in one.events() if event["kind"] == "message"]
    assert [data.get("edited") for data in said] == [None, False, True]
