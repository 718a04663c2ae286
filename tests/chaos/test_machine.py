"""F18, F19: any order of actions, over a layer that drops, doubles, delays and reorders pushes.

The clients are the replay's views, and follow docs/protocol.md "Rules for clients": in the end
each equals the table, with every client_id once and numbers without a gap.
"""

from collections import Counter
from contextlib import suppress
from random import Random
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)

from config.replay.dialogues import AGENT, VISITOR
from config.replay.view import View
from tenants.errors import Refusal
from tests.chaos.desk import Desk, Push, Wire, frames, pushes

bodies = st.sampled_from(["Hello", "Áno, ďakujem", "🙂", "x" * 4000])
numbers = st.integers(0, 1)
seqs = st.integers(1, 12)


class Client:
    """A view of one conversation, whose pushes come over a layer that cannot be trusted."""

    def __init__(self, side: str, conv: UUID, topics: set[bytes]) -> None:
        self.view = View(side, str(conv))
        self.topics = topics
        self.is_connected = True
        self.under_way: list[Wire] = []

    def push(self, frame: Wire) -> None:
        if self.is_connected:
            self.under_way.append(frame)

    def hear(self, luck: Random) -> None:
        """One of the frames under way: lost, heard, or heard and to be heard again."""
        if not self.under_way:
            return
        frame = self.under_way.pop(luck.randrange(len(self.under_way)))
        fate = luck.random()
        if fate > 0.2:
            self.view.take(frame)
        if fate > 0.8:
            self.under_way.append(frame)

    def lose_contact(self) -> None:
        self.is_connected = False
        self.under_way.clear()


class Protocol(RuleBasedStateMachine):
    conversations = Bundle("conversations")

    @initialize()
    def open_the_desk(self) -> None:
        self.capture = pushes()
        self.heard: list[Push] = self.capture.__enter__()
        self.desk = Desk()
        self.desk.seat_supervisor()
        self.accesses = [self.desk.visitor() for _ in range(3)]
        self.convs: dict[int, UUID] = {}
        self.clients: list[Client] = []
        self.sent: list[tuple[int, UUID, str]] = []
        self.heard.clear()

    # What people do.

    @rule(target=conversations, number=st.integers(0, 2), body=bodies)
    def write_as_visitor(self, number: int, body: str):
        """Begins a conversation, goes on with it, or opens it again."""
        client_id = uuid4()
        conv = self.desk.write(self.accesses[number], body, client_id=client_id)
        self.sent.append((number, client_id, body))
        self._deliver()
        if conv in self.convs.values():
            return multiple()
        self.convs[number] = conv
        own, consoles = {self.desk.visitors_topic(conv)}, self.desk.consoles_topics()
        self.clients += [Client(VISITOR, conv, own), Client(VISITOR, conv, own)]
        self.clients.append(Client(AGENT, conv, consoles))
        return conv

    @rule(data=st.data())
    def send_again(self, data) -> None:
        """The ack was lost, so the same goes again: nothing may come of it."""
        if self.sent:
            number, client_id, body = data.draw(st.sampled_from(self.sent))
            self.desk.write(self.accesses[number], body, client_id=client_id)
            self._deliver()

    @rule(conv=conversations, number=numbers, body=bodies, is_note=st.booleans())
    def reply(self, conv: UUID, number: int, body: str, is_note: bool) -> None:
        self._try(self.desk.reply, conv, number, body, is_note=is_note)

    @rule(conv=conversations, number=numbers, body=bodies)
    def reply_twice(self, conv: UUID, number: int, body: str) -> None:
        client_id = uuid4()
        for _ in range(2):
            self._try(self.desk.reply, conv, number, body, client_id=client_id)

    @rule(conv=conversations, number=numbers)
    def accept(self, conv: UUID, number: int) -> None:
        self._try(self.desk.accept, conv, number)

    @rule(conv=conversations, number=numbers, to_team=st.booleans())
    def transfer(self, conv: UUID, number: int, to_team: bool) -> None:
        colleague = str(self.desk.agents[1 - number].uuid)
        self._try(self.desk.transfer, conv, number, "team" if to_team else colleague, "Please")

    @rule(conv=conversations, number=numbers)
    def close(self, conv: UUID, number: int) -> None:
        self._try(self.desk.close, conv, self.desk.members[number])

    @rule(conv=conversations)
    def leave(self, conv: UUID) -> None:
        self._try(self.desk.leave, conv)

    @rule(conv=conversations, score=st.integers(1, 5))
    def rate(self, conv: UUID, score: int) -> None:
        self._try(self.desk.rate, conv, score)

    @rule(conv=conversations, number=numbers, seq=seqs, body=bodies)
    def edit(self, conv: UUID, number: int, seq: int, body: str) -> None:
        self._try(self.desk.edit, conv, number, seq, body)

    @rule(conv=conversations, seq=seqs, by_office=st.booleans())
    def redact(self, conv: UUID, seq: int, by_office: bool) -> None:
        member = self.desk.supervisor if by_office else self.desk.members[0]
        self._try(self.desk.redact, conv, member, seq)

    @rule(conv=conversations, is_on=st.booleans())
    def watch(self, conv: UUID, is_on: bool) -> None:
        self._try(self.desk.watch, conv, is_on=is_on)

    @rule(conv=conversations, body=bodies)
    def whisper(self, conv: UUID, body: str) -> None:
        self._try(self.desk.whisper, conv, body)

    @rule(conv=conversations)
    def take_over(self, conv: UUID) -> None:
        self._try(self.desk.take_over, conv)

    @rule(conv=conversations, number=numbers)
    def reopen(self, conv: UUID, number: int) -> None:
        self._try(self.desk.reopen, conv, number)

    # What the network does.

    @rule(luck=st.randoms(use_true_random=False), times=st.integers(1, 10))
    def some_pushes_arrive(self, luck: Random, times: int) -> None:
        for client in self.clients:
            for _ in range(times):
                client.hear(luck)

    @rule(data=st.data())
    def a_client_loses_contact(self, data) -> None:
        if self.clients:
            data.draw(st.sampled_from(self.clients)).lose_contact()

    @rule(data=st.data())
    def a_client_is_back(self, data) -> None:
        if self.clients:
            client = data.draw(st.sampled_from(self.clients))
            client.is_connected = True
            self._catch_up(client)

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        try:
            for client in self.clients:
                self._catch_up(client)
                self._compare(client)
            self._check_ids()
            assert all(map(self.desk.follows_from_its_log, self.convs.values()))
        finally:
            self.capture.__exit__(None, None, None)

    def _try(self, act, *args, **kwargs) -> None:
        """Refusals are fine: what may be done is not the question here."""
        with suppress(Refusal):
            act(*args, **kwargs)
        self._deliver()

    def _deliver(self) -> None:
        told = list(frames(self.heard))
        self.heard.clear()
        for client in self.clients:
            for topic, frame in told:
                is_here = frame["t"] == "event" and frame["conv"] == client.view.conv
                if is_here and topic in client.topics:
                    client.push(frame)

    def _catch_up(self, client: Client) -> None:
        """What a welcome or a heartbeat brings about: the head, and a page of what is missing."""
        view, conv = client.view, UUID(client.view.conv)
        view.expect(self.desk.read(conv).last_seq)
        read = self.desk.visitors_events if view.side == VISITOR else self.desk.staff_events
        while view.is_behind:
            for event in read(conv, view.last):
                view.take(event)

    def _compare(self, client: Client) -> None:
        conv = UUID(client.view.conv)
        is_visitor = client.view.side == VISITOR
        stored = (self.desk.visitors_events if is_visitor else self.desk.staff_events)(conv)
        assert client.view.events == stored
        assert [event["seq"] for event in stored] == list(range(1, len(stored) + 1))

    def _check_ids(self) -> None:
        ids: Counter[str] = Counter()
        for conv in set(self.convs.values()):
            ids.update(e["client_id"] for e in self.desk.staff_events(conv) if "client_id" in e)
        assert all(times == 1 for times in ids.values())
        assert {str(client_id) for _, client_id, _ in self.sent} <= ids.keys()


def explore(examples: int, steps: int, *, anew: bool) -> None:
    """``anew``: other plays than the last time."""
    run_state_machine_as_test(
        Protocol,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=not anew,
        ),
    )


def test_every_client_ends_equal_to_the_table(committed_db):
    explore(examples=8, steps=25, anew=False)


@pytest.mark.long
def test_every_client_ends_equal_to_the_table_whatever_happens(committed_db):
    explore(examples=100, steps=50, anew=True)
