"""What waits is appended in one call; every row is answered as if it had come alone."""

import asyncio
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import connection

from agents.models import Agent
from conversations.log import Appended, Entry, Log
from conversations.models import By, Conversation, Event, Kind, Status
from tenants.scoping import tenant_scope
from tests.factories import Office, make_access, open_office, say


@dataclass
class Batch:
    """A batch that holds one row of every sort, and many that are as they should be."""

    office: Office
    twin: Office
    plain: list[Conversation]
    odd: dict[str, Conversation]

    def rows(self) -> dict[str, Entry]:
        odd, plain = self.odd, self.plain
        return {
            **{f"plain {number}": said(one) for number, one in enumerate(plain)},
            "twin": said(self.odd["twin"]),
            "talk 1": said(odd["talk"], body="First"),
            "talk 2": said(odd["talk"], body="Second"),
            "repeat": said(odd["repeat"], client_id=UUID(int=1)),
            "reused": said(odd["repeat"], client_id=UUID(int=1), body="Other"),
            "closed": said(odd["closed"]),
            "answer": answered(odd["open"], self.office.agent),
            "accepts": answered(odd["assigned"], self.office.agent),
            "not theirs": answered(odd["waiting"], self.office.agent),
            "other visitor": changed(said(plain[0]), visitor_id=odd["waiting"].visitor_id),
            "other brand": changed(said(plain[1]), brand_id=self.office.brands[1].pk),
            "other agency": changed(
                said(plain[2]), agency_id=self.twin.agency.pk, brand_id=self.twin.brand.pk
            ),
            "note": changed(answered(odd["open"], self.office.agent), kind=Kind.NOTE),
        }


def said(conversation: Conversation, body: str = "Hello", client_id: UUID | None = None) -> Entry:
    return Entry(
        conversation.agency_id,
        conversation.brand_id,
        conversation.visitor_id,
        conversation.pk,
        Kind.MESSAGE,
        By.VISITOR,
        conversation.visitor.uuid,
        "",
        "",
        None,
        client_id or uuid4(),
        body,
        None,
    )


def answered(conversation: Conversation, agent: Agent) -> Entry:
    entry = said(conversation, "Good day")
    entry.by_kind, entry.by_uuid = By.AGENT, agent.uuid
    entry.visitor_id, entry.agent_id = None, agent.pk
    return entry


def changed(entry: Entry, **fields: object) -> Entry:
    for name, value in fields.items():
        setattr(entry, name, value)
    return entry


@pytest.fixture
def batch(committed_db) -> Batch:
    office, twin = open_office("Batch"), open_office("Twin of Batch")
    plain = [say(office.brand, make_access(office.brand)) for _ in range(8)]
    return Batch(office, twin, plain, odd_ones(office, twin))


def odd_ones(office: Office, twin: Office) -> dict[str, Conversation]:
    names = ("talk", "repeat", "closed", "open", "assigned", "waiting")
    odd = {name: say(office.brand, make_access(office.brand)) for name in names}
    held = {"closed": Status.CLOSED, "open": Status.OPEN, "assigned": Status.ASSIGNED}
    with office.scope():
        for name, status in held.items():
            row = Conversation.objects.filter(pk=odd[name].pk)
            row.update(status=status, agent=office.agent)
    append([said(odd["repeat"], client_id=UUID(int=1))])
    return {**odd, "twin": say(twin.brand, make_access(twin.brand))}


def append(entries: list[Entry]) -> list[Appended]:
    async def run() -> list[Appended]:
        log = Log()
        answers = await asyncio.gather(*(log.append(entry) for entry in entries))
        for link in filter(None, log._entries._idle):
            await link.close()
        return [answer for answer in answers if answer]

    return asyncio.run(run())


def test_every_row_of_a_batch_gets_its_own_answer(batch: Batch):
    rows = batch.rows()

    answers = dict(zip(rows, append(list(rows.values())), strict=True))

    seqs = {name: answer.seq for name, answer in answers.items() if not answer.code}
    assert seqs == {
        **{f"plain {number}": 3 for number in range(8)},
        **{"twin": 3, "talk 1": 3, "talk 2": 4, "repeat": 3},
        **{"answer": 3, "note": 4, "accepts": 4},
    }
    refused = {name: answer.code for name, answer in answers.items() if answer.code}
    assert refused == {
        "reused": "id_reused",
        "closed": "closed",
        "not theirs": "forbidden",
        "other visitor": "not_found",
        "other brand": "not_found",
        "other agency": "not_found",
    }
    assert answers["repeat"].duplicate
    assert answers["accepts"].accepted


def test_a_batch_leaves_what_one_by_one_leaves(batch: Batch):
    append(list(batch.rows().values()))
    alone = Batch(batch.office, batch.twin, batch.plain, odd_ones(batch.office, batch.twin))

    for entry in alone.rows().values():
        append([entry])

    together = {name: state(one) for name, one in batch.odd.items()}
    assert {name: state(one) for name, one in alone.odd.items()} == together


def test_batches_of_the_same_conversations_at_once_lose_nothing(batch: Batch):
    """Two writers lock the same rows: in one order, or they would wait for each other."""
    rows = [said(one) for _ in range(40) for one in (*batch.plain, *reversed(batch.plain))]

    answers = append(rows)

    assert {answer.code for answer in answers} == {None}
    with batch.office.scope():
        found = Event.objects.filter(conversation__in=batch.plain, kind=Kind.MESSAGE)
        numbers = sorted(found.values_list("conversation_id", "seq"))
    each = range(2, 83)
    assert numbers == sorted((one.pk, seq) for one in batch.plain for seq in each)


def test_a_batch_does_not_wait_for_rows_that_refer_to_its_conversations(batch: Batch):
    """Leads and facts do, until their transaction ends; waiting for both ways is a deadlock."""
    rows = batch.rows()
    with batch.office.scope(), connection.cursor() as cursor:
        ids = [one.pk for one in (*batch.plain, *batch.odd.values())]
        cursor.execute(
            "SELECT FROM conversations_conversation WHERE id = ANY (%s) FOR KEY SHARE", [ids]
        )
        answers = dict(zip(rows, append(list(rows.values())), strict=True))

    assert answers["accepts"].seq == 4
    assert answers["closed"].code == "closed"


def state(conversation: Conversation) -> object:
    """What can be compared between two conversations: numbers, and which clocks run."""
    with tenant_scope(conversation.agency_id):
        row = Conversation.objects.get(pk=conversation.pk)
        events = Event.objects.filter(conversation=row).order_by("seq")
        stored = list(events.values_list("seq", "kind", "by_kind", "body"))
    clocks = (row.unanswered_since, row.first_response_at, row.accepted_at)
    return row.last_seq, row.status, [clock is not None for clock in clocks], stored
