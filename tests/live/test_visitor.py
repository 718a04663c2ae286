from uuid import uuid4

import pytest

from conversations.models import Conversation, Event, Visitor
from tests.live.clients import Client, VisitorClient
from tests.live.server import running_server


def test_opening_the_chat_stores_nothing(server, office, visitor):
    visitor(office.brand).connect()

    with office.scope():
        assert not Visitor.objects.exists()
        assert not Conversation.objects.exists()


def test_a_first_message_begins_a_conversation(office, visitor):
    one = visitor(office.brand).connect()

    ack = one.say("Dobrý deň")

    assert (ack["t"], ack["seq"], ack["duplicate"]) == ("ack", 2, False)
    assert [event["kind"] for event in one.events()] == ["started", "message"]
    assert one.expect_event("message")["data"] == {"body": "Dobrý deň"}


def test_a_message_sent_again_is_stored_once(office, visitor):
    one = visitor(office.brand).connect()
    client_id = str(uuid4())

    first = one.say("Hello", client_id=client_id)
    again = one.say("Hello", client_id=client_id)

    assert again == {**first, "duplicate": True}
    with office.scope():
        assert Event.objects.filter(kind="message").count() == 1


def test_socket_and_rest_tell_the_same_of_a_conversation(office, visitor, console):
    """They ask PostgreSQL in two ways."""
    waiting, asked, ended = (visitor(office.brand).connect() for _ in range(3))
    asked.say("Is anybody there?")
    agent = console(office).connect()
    agent.expect_event("assigned")
    ended.say("Bye")
    ended.api.post(
        "end", json={"conv": ended.conv, "client_id": str(uuid4())}, headers=ended.headers
    )
    agent.send({"t": "status", "value": "away"})
    agent.expect(lambda frame: frame["t"] == "presence" and frame["agents"][0]["status"] == "away")
    waiting.say("And me?")

    told = []
    for one in (waiting, asked, ended):
        one.close()
        one.connect(**{one.conv: 0})
        again = one.api.post("session", json={"refresh": one.session["refresh"]}).json()
        assert one.welcome["conversation"] == again["conversation"]
        told.append(again["conversation"])

    assert [card["status"] for card in told] == ["waiting", "assigned", "closed"]
    assert told[0]["position"] == 1
    assert told[1]["agent"]["name"].startswith("Alias")


def test_an_id_used_for_another_text_is_refused(office, visitor):
    one = visitor(office.brand).connect()
    client_id = str(uuid4())
    one.say("Hello", client_id=client_id)

    assert one.say("Something else", client_id=client_id)["code"] == "id_reused"


def test_numbers_are_contiguous_and_every_tab_hears(office, visitor, server):
    one = visitor(office.brand).connect()
    one.say("First")
    tab = Client(server, "/ws/visitor/").open(
        {"token": one.session["access"], "after": {one.conv: 0}}
    )

    for number in range(20):
        one.say(f"Message {number}")

    heard = [tab.expect_type("event")["seq"] for _ in range(22)]
    assert heard == list(range(1, 23))
    tab.close()


def test_a_socket_that_comes_back_gets_what_it_missed(office, visitor):
    one = visitor(office.brand).connect()
    one.say("First")
    one.close()
    body = {"conv": one.conv, "client_id": str(uuid4()), "body": "Over REST"}
    assert one.api.post("messages", json=body, headers=one.headers).status_code == 201

    one.connect(**{one.conv: 2})

    assert one.welcome["heads"] == {one.conv: 3}
    missed = one.expect_type("event")
    assert (missed["seq"], missed["data"]["body"]) == (3, "Over REST")


def test_a_long_absence_is_a_gap_to_be_fetched(office, visitor):
    one = visitor(office.brand).connect()
    for number in range(205):
        one.say(str(number))
    one.close()

    one.connect(**{one.conv: 1})

    assert one.expect_type("gap") == {"t": "gap", "conv": one.conv, "head": 206}
    page = one.events(after=1)
    assert [event["seq"] for event in page] == list(range(2, 202))


def a_send(body: str) -> str:
    return f'{{"t":"send","client_id":"{uuid4()}","body":{body}}}'


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ("not json", "invalid"),
        ("[]", "invalid"),
        ("{}", "invalid"),
        ('{"t":["send"]}', "unknown_frame"),
        ('{"t":"__class__"}', "unknown_frame"),
        ('{"t":"do","id":"1","action":"close"}', "invalid"),
        ('{"t":"send","body":"x"}', "invalid"),
        ('{"t":"send","client_id":"x","body":"x"}', "invalid"),
        (a_send("5"), "invalid"),
        (a_send('"a\\u0000b"'), "invalid"),
        (a_send('"\\ud800"'), "invalid"),
        ('{"t":"hb","n":NaN}', "invalid"),
        ('{"t":"hb","n":1,"x":' + "[" * 17 + "]" * 17 + "}", "invalid"),
        ('{"t":"hb","n":1,"x":' + "[" * 20000 + "]" * 20000 + "}", "invalid"),
        ('{"t":"hb","n":1,"x":"' + "a" * 65600 + '"}', "too_large"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_nonsense_is_answered_and_the_socket_lives(office, visitor, frame, code):
    one = visitor(office.brand).connect()

    one.send(frame)

    error = one.expect_type("error")
    assert error["code"] == code
    assert "Traceback" not in error["detail"]
    assert one.say("Still here")["t"] == "ack"


def test_binary_frames_are_answered(office, visitor):
    one = visitor(office.brand).connect()

    one.socket.send(b"\x00\x01")

    assert one.expect_type("error")["code"] == "invalid"
    assert one.say("Still here")["t"] == "ack"


@pytest.mark.parametrize(
    ("body", "code"), [("", "invalid"), ("  ", "invalid"), ("x" * 4001, "too_large")]
)
def test_a_message_that_cannot_be_is_refused(office, visitor, body, code):
    one = visitor(office.brand).connect()

    assert one.say(body)["code"] == code
    with office.scope():
        assert not Conversation.objects.exists()


@pytest.mark.parametrize("token", ["", "x", "WyJhIl0:1:x"])
def test_a_bad_token_closes_the_socket(server, committed_db, token):
    client = Client(server, "/ws/visitor/").open({"token": token})

    assert client.expect_close() == 4001


def test_the_first_frame_is_hello(server, committed_db):
    client = Client(server, "/ws/visitor/").open({})
    client.close()
    client = Client(server, "/ws/visitor/")
    client.open({"t": "send"})

    assert client.expect_close() == 4001


def test_a_foreign_origin_is_refused(server, committed_db):
    with pytest.raises(Exception, match="403"):
        Client(server, "/ws/visitor/").open({}, origin="https://evil.example")


def test_an_ended_conversation_refuses_and_a_new_start_reopens_it(office, visitor):
    one = visitor(office.brand).connect()
    one.say("Hello")
    ended = one.api.post(
        "end", json={"conv": one.conv, "client_id": str(uuid4())}, headers=one.headers
    )
    assert ended.status_code == 200
    one.expect_event("closed")

    assert one.say("After the end")["code"] == "closed"
    conv, one.conv = one.conv, None
    assert one.say("Once more")["conv"] == conv
    one.expect_event("reopened")


def test_visitors_never_see_notes_but_their_numbers_have_no_gap(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    agent.expect_event("assigned")
    agent.say(one.conv, "Between us", note=True)
    agent.say(one.conv, "Hello!")

    one.expect_event("message", seq=6)
    stream = one.events()
    assert [event["seq"] for event in stream] == [1, 2, 3, 4, 5, 6]
    assert [event["kind"] for event in stream] == [
        "started",
        "message",
        "assigned",
        "hidden",
        "accepted",
        "message",
    ]
    assert "Between us" not in str(stream) + str(one.frames)


def test_agents_see_what_a_visitor_types(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    one.expect_event("assigned")

    one.send({"t": "typing", "conv": one.conv, "text": "a dá sa"})

    assert agent.expect_type("typing")["text"] == "a dá sa"
    agent.send({"t": "typing", "conv": one.conv, "text": "secret"})
    typing = one.expect_type("typing")
    assert "text" not in typing
    assert typing["by"]["name"].startswith("Alias")


def test_a_waiting_visitor_learns_their_place(office, visitor):
    first, second = visitor(office.brand).connect(), visitor(office.brand).connect()
    first.say("I was first")
    second.say("I am second")

    assert second.expect_type("queue")["position"] == 2
    first.api.post(
        "end", json={"conv": first.conv, "client_id": str(uuid4())}, headers=first.headers
    )
    assert second.expect_type("queue", position=1)["conv"] == second.conv


@pytest.mark.once
def test_a_flood_is_held_back_and_nothing_of_it_is_stored(office):
    with running_server(VISITOR_RATE="1") as server:
        one = VisitorClient(server, office.brand).connect()
        ids = [str(uuid4()) for _ in range(90)]
        for client_id in ids:
            one.send({"t": "send", "conv": None, "client_id": client_id, "body": "flood"})

        answers = [one.expect(lambda frame: frame["t"] in ("ack", "nack")) for _ in ids]
        one.close()
        one.api.close()

    refused = {frame["client_id"] for frame in answers if frame["t"] == "nack"}
    assert {frame["code"] for frame in answers if frame["t"] == "nack"} == {"rate"}
    with office.scope():
        assert Event.objects.filter(client_id__in=refused).count() == 0
        assert Event.objects.filter(client_id__in=ids).count() == 90 - len(refused)
