"""After every action: what its events make of the old state is what is read afresh.

The Python view is compared here. The same story is kept in frontend/src/shared/story.json,
where the stores of console and widget are compared with it (story.test.ts of each). After a
change of what is sent: UPDATE_STORY=1 pytest tests/chaos/test_verify.py.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings

from agents.models import ConsoleLease
from config.replay.dialogues import AGENT, VISITOR
from config.replay.view import View
from conversations.actions.routing import return_deserted
from conversations.models import File, Kind
from conversations.queries import visible_conversation
from leads.actions.capture import capture_lead
from tenants.queries import database_time
from tests.chaos.desk import Desk, Push, Wire, frames, pushes

STORY = Path(settings.BASE_DIR) / "frontend" / "src" / "shared" / "story.json"
# Reserved in docs/protocol.md and sent by nothing yet; and what only stands for others.
UNSENT = {Kind.OFFERED, Kind.STATUS, Kind.BREACH, Kind.INVITATION, Kind.HIDDEN}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
LOGS = ("visitor_events", "staff_events")
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")


class Telling:
    """One conversation, action by action, heard by its visitor and by a console."""

    def __init__(self, desk: Desk, heard: list[Push]) -> None:
        self.desk = desk
        self.heard = heard
        self.access = desk.visitor()
        self.conv = desk.write(self.access, "Hello?")
        self.visitor, self.staff = View(VISITOR), View(AGENT)
        self.steps: list[Wire] = []
        self._ended_at: list[datetime] = []
        self._note("the visitor writes first")

    def step(self, title: str, act: Callable[[], object]) -> None:
        act()
        self._note(title)

    def last(self, kind: str) -> int:
        """The number of the latest event of a kind."""
        return next(event["seq"] for event in reversed(self.staff.events) if event["kind"] == kind)

    def second_of(self, moment: str) -> str:
        at = datetime.fromisoformat(moment)
        step = next(number for number, end in enumerate(self._ended_at) if at <= end)
        return (START + timedelta(seconds=step)).isoformat()

    def _note(self, title: str) -> None:
        self._ended_at.append(database_time())
        heard = list(frames(self.heard))
        self.heard.clear()
        visitors = self.desk.visitors_topic(self.conv)
        consoles = self.desk.consoles_topics()
        self.steps.append(
            {
                "action": title,
                "to_visitor": [frame for topic, frame in heard if topic == visitors],
                "to_console": [frame for topic, frame in heard if topic in consoles],
                "item": self.desk.item(self.conv),
                "card": self.desk.card(self.conv),
                "visitor_events": self.desk.visitors_events(self.conv),
                "staff_events": self.desk.staff_events(self.conv),
            }
        )
        self._verify(self.steps[-1])

    def _verify(self, step: Wire) -> None:
        take(self.visitor, step["to_visitor"])
        assert self.visitor.events == step["visitor_events"], step["action"]
        take(self.staff, step["to_console"])
        # What nobody held was pushed to nobody; a console fetches it when it gets the chat.
        for event in step["staff_events"]:
            self.staff.take(event)
        assert self.staff.events == step["staff_events"], step["action"]
        for view in (self.visitor, self.staff):
            assert status_of(view) == step["item"]["status"], step["action"]
            assert step["item"]["status"] in ("closed", "waiting") or (
                view.holder == step["item"]["agent"]
            ), step["action"]


def take(view: View, told: list[Wire]) -> None:
    for frame in told:
        if frame["t"] == "event":
            view.take(frame)


def status_of(view: View) -> str:
    if view.is_closed:
        return "closed"
    if view.holder is None:
        return "waiting"
    return "open" if view.is_accepted else "assigned"


@pytest.fixture
def told(committed_db) -> Iterator[Telling]:
    with pushes() as heard:
        yield tell(Desk(), heard)


def tell(desk: Desk, heard: list[Push]) -> Telling:
    """Everything that can happen to a conversation, once."""
    heard.clear()
    one = Telling(desk, heard)
    conv, juraj, me = one.conv, desk.agents[1], desk.members[0]
    one.step("the visitor writes on", lambda: desk.write(one.access, "Anybody?", conv=conv))
    one.step("the agent accepts", lambda: desk.accept(conv, 0))
    one.step("the agent answers", lambda: desk.reply(conv, 0, "Good morning!"))
    one.step("the agent edits", lambda: desk.edit(conv, 0, one.last("message"), "Good day!"))
    one.step("the agent notes", lambda: desk.reply(conv, 0, "A regular", is_note=True))
    noted = one.last("note")
    one.step("the office watches", lambda: desk.watch(conv, is_on=True))
    one.step("the office whispers", lambda: desk.whisper(conv, "Offer her the set."))
    one.step("the agent takes out the note", lambda: desk.redact(conv, me, noted))
    one.step("the office watches no more", lambda: desk.watch(conv, is_on=False))
    one.step("the visitor asks", lambda: desk.write(one.access, "How much is it?", conv=conv))
    one.step(
        "a transfer to a colleague with a note",
        lambda: desk.transfer(conv, 0, str(juraj.uuid), "Asks for the price"),
    )
    one.step("the colleague answers at once", lambda: desk.reply(conv, 1, "Nine euros."))
    one.step("the visitor is asked back", lambda: desk.write(one.access, "Each?", conv=conv))
    one.step("a lead is captured", lambda: capture(desk, one))
    one.step("the colleague gives it to the team", lambda: desk.transfer(conv, 1, "team"))
    one.step("everybody is gone", lambda: desert(desk))
    one.step("the visitor writes to nobody", lambda: desk.write(one.access, "Hello?", conv=conv))
    one.step("an agent picks it", lambda: desk.pick(conv, 0))
    one.step("the agent answers late", lambda: desk.reply(conv, 0, "Each."))
    files: list[File] = []
    one.step("the visitor sends a file", lambda: files.append(desk.attach(one.access, conv)))
    one.step("the scanner finds it clean", lambda: desk.scan(files[0]))
    one.step("the agent closes", lambda: desk.close(conv, desk.members[0]))
    one.step("the visitor rates", lambda: desk.rate(conv, 4))
    one.step("the visitor comes back", lambda: desk.write(one.access, "One more thing"))
    one.step("an agent picks it again", lambda: desk.pick(conv, 1))
    desk.seat_supervisor()
    heard.clear()
    one.step("the supervisor takes over", lambda: desk.take_over(conv))
    one.step("the visitor leaves", lambda: desk.leave(conv))
    one.step("the visitor rates again", lambda: desk.rate(conv, 5))
    one.step("an agent opens it again", lambda: desk.reopen(conv, 0))
    one.step("the agent writes too much, and takes it out", lambda: write_too_much(desk, conv))
    one.step("the agent closes it at last", lambda: desk.close(conv, me))
    return one


def capture(desk: Desk, one: Telling) -> None:
    with desk.scope():
        capture_lead(
            visible_conversation(one.conv),
            member=desk.supervisor,
            values={"name": "Anna", "phone": "+421905123456", "request": "Nine of them."},
            client_id=uuid4(),
        )


def write_too_much(desk: Desk, conv: UUID) -> None:
    """In one step: the log that is kept at the end has these words no more."""
    desk.reply(conv, 0, "Your PIN is 1234.")
    seq = desk.read(conv).last_seq
    desk.edit(conv, 0, seq, "Your PIN begins with 1.")
    desk.redact(conv, desk.members[0], seq)


def desert(desk: Desk) -> None:
    """Both agents' consoles are gone; the clock takes back what visitors wait for."""
    with desk.scope():
        ConsoleLease.objects.all().delete()
        return_deserted()


def test_events_make_the_state_that_is_read_afresh(told):
    kinds = {event["kind"] for event in told.staff.events}

    assert {Kind(kind) for kind in kinds} == set(Kind) - UNSENT


def test_the_story_that_the_front_end_reads_is_this_one(told):
    text = retold(told)
    if os.environ.get("UPDATE_STORY"):
        STORY.write_text(text)

    assert STORY.read_text() == text, "Run it once with UPDATE_STORY=1, and vitest."


def retold(told: Telling) -> str:
    """A line for each step and for each log; with the same ids and times in every run.

    A time is the number of its step.
    """
    logs = [told.steps[-1][log] for log in LOGS]
    steps = [without_logs(step) for step in told.steps]
    lines = [json.dumps(one, ensure_ascii=False) for one in [*steps, *logs]]
    *steps_text, visitors, staff = numbered_ids("\n".join(lines)).split("\n")
    text = ",\n".join(steps_text)
    text = f'{{"steps": [\n{text}\n],\n"visitor_events": {visitors},\n"staff_events": {staff}}}\n'
    return TIME.sub(lambda found: told.second_of(found[0]), text)


def without_logs(step: Wire) -> Wire:
    return {name: value for name, value in step.items() if name not in LOGS}


def numbered_ids(text: str) -> str:
    known = {str(UUID(int=0)): 0}
    return ID.sub(lambda found: str(UUID(int=known.setdefault(found[0], len(known)))), text)
