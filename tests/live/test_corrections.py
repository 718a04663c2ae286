"""Corrections and read marks as they go over the wire."""

from conversations.models import Conversation
from tests.factories import open_office, set_password
from tests.live.conftest import agent_member


def begin(office, visitor, console):
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    said = agent.say(conv, "Nine euros.")["seq"]
    one.expect_event("message", seq=said)
    one.frames.clear()
    return one, agent, conv, said


def test_an_edit_reaches_the_visitor_and_a_redaction_takes_it_all_away(office, visitor, console):
    one, agent, conv, said = begin(office, visitor, console)

    assert agent.do("edit", conv, seq=said, body="Ten euros.")["t"] == "done"
    assert one.expect_event("edited")["data"] == {"of": said, "body": "Ten euros."}
    assert agent.do("redact", conv, seq=said)["t"] == "done"
    assert one.expect_event("redacted")["data"] == {"of": said}

    stored = {event["seq"]: event["data"] for event in one.events()}
    assert stored[said] == {"body": "", "redacted": True}
    again = visitor(office.brand)
    again.session = one.session
    again.connect(**{conv: said - 1})
    assert again.expect_type("event", seq=said)["data"] == {"body": "", "redacted": True}


def test_what_is_wrong_with_a_correction_is_told(office, visitor, console):
    _, agent, conv, said = begin(office, visitor, console)

    assert agent.do("edit", conv, seq=said, body="")["code"] == "invalid"
    assert agent.do("edit", conv, seq=2, body="Mine")["code"] == "forbidden"
    assert agent.do("redact", conv, seq=99)["code"] == "not_found"
    assert agent.do("reopen", conv)["code"] == "not_closed"


def test_an_agent_opens_a_chat_again_and_its_visitor_hears_it(office, visitor, console):
    one, agent, conv, _ = begin(office, visitor, console)
    agent.do("close", conv, outcome="solved")
    one.expect_event("closed")

    assert agent.do("reopen", conv)["t"] == "done"

    assert one.expect_event("reopened")["by"]["kind"] == "agent"
    one.expect_event("accepted")
    assert agent.say(conv, "I forgot something.")["t"] == "ack"
    assert one.say("Yes?")["conv"] == conv


def test_rest_does_the_same(office, visitor, console):
    one, agent, conv, said = begin(office, visitor, console)
    address = f"/api/v1/conversations/{conv}"

    def post(name: str, **body):
        return agent.api.post(f"{address}/{name}", json=body, headers=agent.csrf)

    assert post("edit", seq=said, body="Ten euros.").json()["preview"]["body"] == "Ten euros."
    assert post("redact", seq=said).json()["preview"]["body"] == ""
    assert post("take_over").status_code == 403
    post("close", outcome="solved")
    assert post("reopen").json()["status"] == "open"
    assert one.expect_event("reopened")


# Read marks.


def test_each_side_is_told_how_far_the_other_has_read(office, visitor, console):
    one, agent, conv, said = begin(office, visitor, console)

    one.send({"t": "read", "conv": conv, "seq": said})
    agent.send({"t": "read", "conv": conv, "seq": 2})

    assert agent.expect_type("read") == {"t": "read", "conv": conv, "by": "visitor", "seq": said}
    assert one.expect_type("read") == {"t": "read", "conv": conv, "by": "agent", "seq": 2}
    marks = {"visitor": said, "agent": 2}
    assert agent.api.get(f"/api/v1/conversations/{conv}/events").json()["read"] == marks
    query = {"conv": conv}
    assert one.api.get("events", params=query, headers=one.headers).json()["read"] == marks


def test_marks_are_told_again_to_who_comes_back(office, visitor, console):
    one, agent, conv, said = begin(office, visitor, console)
    one.send({"t": "read", "conv": conv, "seq": said})
    agent.expect_type("read")
    agent.send({"t": "read", "conv": conv, "seq": said})
    one.expect_type("read")

    for client in (one, agent):
        client.close()
        client.frames.clear()
    one.connect(**{conv: said})
    agent.connect(status=None, after={conv: said})

    for client in (one, agent):
        assert client.expect_type("read", by="visitor")["seq"] == said
        assert client.expect_type("read", by="agent")["seq"] == said


def test_a_mark_goes_neither_back_nor_past_the_end_nor_into_the_inbox(office, visitor, console):
    one, agent, conv, said = begin(office, visitor, console)
    with office.scope():
        before = Conversation.objects.get(uuid=conv)

    agent.listen(0.5)
    agent.frames.clear()
    one.send({"t": "read", "conv": conv, "seq": 10**9})
    assert agent.expect_type("read")["seq"] == said
    one.send({"t": "read", "conv": conv, "seq": 2})
    one.send({"t": "read", "conv": conv, "seq": 10**30})

    assert one.expect_type("error")["code"] == "invalid"
    assert [frame for frame in agent.listen(1) if frame["t"] == "read"] == []
    with office.scope():
        after = Conversation.objects.get(uuid=conv)
    assert (after.visitor_read, after.changed_in) == (said, before.changed_in)


def test_only_who_holds_a_chat_reads_it_for_its_visitor(office, visitor, console):
    one, _, conv, said = begin(office, visitor, console)
    colleague = console(office, 1).connect()
    twin = open_office("Twin")
    set_password(agent_member(twin, twin.agents[0]))
    stranger = console(twin).connect()
    other = visitor(office.brand).connect()
    other.say("Me too")

    for client in (colleague, stranger, other):
        client.send({"t": "read", "conv": conv, "seq": said})
    # One after the other is seen to, so these are answered when the marks were looked at.
    colleague.do("nonsense")
    stranger.do("nonsense")
    other.say("Hello?")

    assert [frame for frame in one.listen(1) if frame["t"] == "read"] == []
    with office.scope():
        row = Conversation.objects.get(uuid=conv)
    assert (row.visitor_read, row.agent_read) == (0, 0)
