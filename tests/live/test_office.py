"""The office at its console: it watches, whispers and takes over."""

from conversations.models import Event
from tenants.actions import change_member
from tenants.models import AuditEntry, Role
from tests.factories import make_agent


def begin(office, visitor, console):
    """A chat between a visitor and an agent."""
    agent = console(office).connect()
    one = visitor(office.brand).connect()
    one.say("Hello")
    conv = agent.expect_event("assigned")["conv"]
    one.expect_event("assigned")
    one.frames.clear()
    return one, agent, conv


def test_who_watches_hears_all_that_the_staff_sees_and_what_is_typed(
    office, visitor, console, supervisor
):
    one, agent, conv = begin(office, visitor, console)
    watcher = supervisor(office).connect(status=None)

    assert watcher.do("watch", conv)["t"] == "done"
    assert agent.expect_event("watched")["data"] == {"on": True}
    agent.say(conv, "Good morning!")
    agent.say(conv, "A regular", note=True)
    one.send({"t": "typing", "conv": conv, "text": "How mu"})
    one.say("How much is it?")

    said = watcher.expect_event("message", by=agent_by(office))
    assert said["data"]["body"] == "Good morning!"
    assert watcher.expect_event("note")["data"]["body"] == "A regular"
    assert watcher.expect_type("typing", conv=conv)["text"] == "How mu"
    assert watcher.expect_event("message")["data"]["body"] == "How much is it?"
    assert "watched" not in {event["kind"] for event in one.events()}


def agent_by(office) -> dict[str, str]:
    agent = office.agents[0]
    return {"kind": "agent", "id": str(agent.uuid), "name": agent.name}


def test_a_watch_follows_the_chat_from_hand_to_hand_and_through_the_queue(
    office, visitor, console, supervisor
):
    one, agent, conv = begin(office, visitor, console)
    colleague = console(office, 1).connect(status="away")
    watcher = supervisor(office).connect(status=None)
    watcher.do("watch", conv)
    agent.send({"t": "status", "value": "away", "reason": "lunch"})
    agent.expect(lambda frame: frame["t"] == "presence")

    agent.do("transfer", conv, to="team", note="I am hungry")
    one.say("Anybody?")
    colleague.do("pick", conv)
    colleague.say(conv, "Me.")
    one.say("Fine.")

    heard = [watcher.expect_type("event", seq=seq)["kind"] for seq in range(5, 12)]
    assert heard == ["note", "returned", "message", "assigned", "accepted", "message", "message"]


def test_a_watch_is_one_for_each_socket_and_ends_with_it(office, visitor, console, supervisor):
    _, agent, conv = begin(office, visitor, console)
    watcher = supervisor(office).connect(status=None)

    assert watcher.do("unwatch", conv)["t"] == "done"
    for _ in range(2):
        assert watcher.do("watch", conv)["t"] == "done"
    beat = watcher.expect(
        lambda frame: frame["t"] == "hb" and conv in frame.get("heads", {}), patience=15
    )
    assert beat["heads"][conv] >= 4
    watcher.close()

    assert agent.expect_event("watched", data={"on": True})
    assert agent.expect_event("watched", data={"on": False})
    with office.scope():
        assert Event.objects.filter(kind="watched").count() == 2
        audited = AuditEntry.objects.filter(action__startswith="conversation.")
        assert audited.count() == 2


def test_who_leaves_the_office_watches_no_more(office, visitor, console, supervisor):
    _, agent, conv = begin(office, visitor, console)
    watcher = supervisor(office).connect(status=None)
    watcher.do("watch", conv)
    agent.expect_event("watched")
    with office.scope():
        owner, member = office.members["owner"].user, office.members[Role.SUPERVISOR]
        change_member(member, by=owner, role="agent", is_active=True)

    assert agent.expect_event("watched")["data"] == {"on": False}
    watcher.frames.clear()
    agent.say(conv, "Just us now.")
    assert [frame for frame in watcher.listen(1) if frame["t"] == "event"] == []


def test_an_agent_neither_watches_nor_takes_over(office, visitor, console):
    _, _, conv = begin(office, visitor, console)
    colleague = console(office, 1).connect()

    assert colleague.do("watch", conv)["code"] == "forbidden"
    assert colleague.do("take_over", conv)["code"] == "forbidden"
    assert colleague.do("redact", conv, seq=2)["code"] == "forbidden"
    assert [frame for frame in colleague.listen(1) if frame["t"] == "event"] == []


def test_who_takes_over_watches_no_more_and_goes_on(office, visitor, console, supervisor):
    one, agent, conv = begin(office, visitor, console)
    with office.scope():
        make_agent(office.members[Role.SUPERVISOR], office.brand)
    taker = supervisor(office).connect(status=None)
    taker.do("watch", conv)
    taker.say(conv, "Let me.", note=True)

    assert agent.expect_event("note")["by"]["kind"] == "supervisor"
    assert taker.do("take_over", conv)["t"] == "done"

    assert agent.expect_event("watched", data={"on": False})
    taken = agent.expect_event("transferred")
    assert (taken["data"]["taken"], taken["by"]["kind"]) == (True, "agent")
    assert taker.say(conv, "I am the boss.")["t"] == "ack"
    assert one.expect_event("message")["data"]["body"] == "I am the boss."
    assert agent.say(conv, "And I?")["code"] == "forbidden"
    events = [frame for frame in taker.frames if frame["t"] == "event"]
    seqs = [frame["seq"] for frame in events if frame["kind"] == "message"]
    assert len(seqs) == len(set(seqs))


def test_a_refused_takeover_leaves_the_watch(office, visitor, console, supervisor):
    one, _, conv = begin(office, visitor, console)
    watcher = supervisor(office).connect(status=None)
    watcher.do("watch", conv)

    assert watcher.do("take_over", conv)["code"] == "not_available"
    one.say("Still there?")

    assert watcher.expect_event("message")["data"]["body"] == "Still there?"
    with office.scope():
        assert Event.objects.filter(kind="watched").count() == 1


def test_a_status_of_who_is_no_agent_is_refused(office, supervisor):
    watcher = supervisor(office).connect(status=None)

    watcher.send({"t": "status", "value": "away"})

    assert watcher.expect_type("error")["code"] == "forbidden"
