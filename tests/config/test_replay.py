"""The replay: its clients' rules, its verdicts, and a run on a server that dies three times."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from rich.console import Console

from billing.queries import due
from config.replay import ending
from config.replay.chat import Chat, Tally
from config.replay.dialogues import (
    AGENT,
    SHIPPED,
    VISITOR,
    BadDialogue,
    Dialogue,
    Turn,
    choose,
    read_dialogues,
)
from config.replay.ending import Account, Ending
from config.replay.measure import ZEROS, Figures, measure, times_over_capacity
from config.replay.report import accounts_table, is_clean, percentile
from config.replay.truth import Row, Thread, Truth
from config.replay.view import View
from conversations.models import Conversation
from reports import facts
from tenants.models import Agency
from tenants.scoping import tenant_scope
from tests.factories import make_agency
from tests.live.server import Server, running_server, running_worker
from tests.waiting import until

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


# The input.


def test_the_shipped_dialogues_are_eight_for_each_demo_brand():
    dialogues = read_dialogues(SHIPPED)

    brands = [dialogue.brand for dialogue in dialogues]
    for brand in ("studio-nova", "velopark", "biolekarna", "harbour-cottages"):
        assert brands.count(brand) == 8
    assert all(6 <= len(dialogue.turns) <= 14 for dialogue in dialogues)
    assert len({dialogue.id for dialogue in dialogues}) == 32


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        '{"id": "1", "brand": "a"}',
        '{"id": "1", "brand": "a", "turns": []}',
        '{"id": "1", "brand": "a", "turns": [["agent", "Hello"]]}',
        '{"id": "1", "brand": "a", "turns": [["visitor", " "]]}',
        '{"id": "1", "brand": "a", "turns": [["visitor", "Hello"], ["robot", "Hello"]]}',
    ],
)
def test_a_bad_dialogue_is_named_by_its_line(tmp_path, line):
    good = '{"id": "0", "brand": "a", "turns": [["visitor", "Hello"]]}'
    (tmp_path / "some.jsonl").write_text(f"{good}\n{line}\n")

    with pytest.raises(BadDialogue, match="Line 2"):
        read_dialogues(tmp_path / "some.jsonl")


def test_the_seed_alone_decides_the_order():
    dialogues = read_dialogues(SHIPPED)

    assert choose(dialogues, limit=5, seed=1) == choose(dialogues, limit=5, seed=1)
    assert choose(dialogues, limit=5, seed=1) != choose(dialogues, limit=5, seed=2)


# A client's view.


def wire(seq: int, kind: str = "message", **data) -> dict:
    client_id = f"id-{seq}" if kind == "message" else None
    return {"seq": seq, "kind": kind, "by": {"id": "v"}, "data": data, "client_id": client_id}


async def test_a_view_shows_events_in_their_order_each_once():
    view = View(VISITOR)

    for seq in (2, 1, 1, 4, 2):
        view.take(wire(seq))

    assert [event["seq"] for event in view.events] == [1, 2]
    assert view.is_behind
    view.take(wire(3))
    assert [event["seq"] for event in view.events] == [1, 2, 3, 4]
    assert not view.is_behind


async def test_the_holder_is_whom_the_events_name():
    view = View(AGENT)
    kinds: list[tuple[str, dict]] = [
        ("started", {}),
        ("assigned", {"agent": {"id": "a"}}),
        ("accepted", {}),
        ("returned", {}),
    ]

    states = []
    for seq, (kind, data) in enumerate(kinds, start=1):
        view.take(wire(seq, kind, **data))
        states.append((view.holder, view.is_accepted))

    assert states[:3] == [(None, False), ("a", False), ("a", True)]
    assert view.holder is None


# The verdict.


@pytest.fixture
async def played() -> tuple[Chat, Truth]:
    """A chat of two messages in which everything went well."""
    dialogue = Dialogue("1", "a", [Turn(VISITOR, "Hello"), Turn(AGENT, "Hi")], "solved")
    chat = Chat(dialogue, Random(1), is_accepted_first=False, visitors={"v"})
    question, answer = chat.write(VISITOR, "Hello"), chat.write(AGENT, "Hi")
    question.seqs, answer.seqs = {2}, {4}
    rows = [
        row(1, "started"),
        row(2, "message", "Hello", question.client_id),
        row(3, "assigned", agent="a"),
        row(4, "message", "Hi", answer.client_id, by=AGENT),
        row(5, "closed"),
    ]
    for side in (VISITOR, AGENT):
        view = View(side, "c")
        for one in rows:
            view.take(wire(one.seq, one.kind, body=one.body) | {"client_id": one.client_id})
        chat.views.append(view)
    return chat, Truth([Thread("c", "v", 5, rows)], {"a": 1}, 0)


def row(seq, kind, body="", client_id=None, by=VISITOR, agent=None) -> Row:
    return Row(seq, kind, by, client_id, body, NOON + timedelta(seconds=seq), agent)


def verdict(chat: Chat, truth: Truth) -> Figures:
    return measure([chat], truth, Tally())


async def test_a_good_chat_is_clean(played):
    figures = verdict(*played)

    assert is_clean(figures)
    assert (figures.messages, figures.acked, figures.delivered) == (2, 2, 2)
    assert figures.first_response == [3000]


async def test_an_acknowledged_message_that_is_not_stored_is_lost(played):
    chat, truth = played
    del truth.threads[0].rows[1]

    assert verdict(chat, truth).lost == 1
    assert verdict(chat, truth).number_gaps == 1


async def test_a_message_that_the_other_side_never_saw_is_lost(played):
    chat, truth = played
    chat.views[1].seen_at.clear()

    assert verdict(chat, truth).lost == 1


async def test_a_message_stored_twice_is_a_duplicate(played):
    chat, truth = played
    truth.threads[0].rows.append(truth.threads[0].rows[1]._replace(seq=6))

    assert verdict(chat, truth).duplicated == 1


async def test_messages_stored_in_another_order_are_found(played):
    chat, truth = played
    rows = truth.threads[0].rows
    rows[1], rows[3] = rows[3], rows[1]

    assert verdict(chat, truth).out_of_order


async def test_a_client_that_shows_something_else_is_found(played):
    chat, truth = played
    chat.views[0].events[1]["data"]["body"] = "Hullo"

    assert verdict(chat, truth).differing_views == 1


async def test_a_chat_that_did_not_end_is_not_clean(played):
    chat, truth = played
    chat.failure = "stuck"

    assert not is_clean(verdict(chat, truth))


def test_capacity_is_counted_over_time():
    first = [row(1, "assigned", agent="a"), row(5, "closed")]
    inside, after = [row(3, "assigned", agent="a")], [row(6, "assigned", agent="a")]

    assert times_over_capacity([Thread("x", "v", 2, first), Thread("y", "w", 1, inside)], {"a": 1})
    assert not times_over_capacity(
        [Thread("x", "v", 2, first), Thread("y", "w", 1, after)], {"a": 1}
    )


def test_a_percentile_is_a_value_that_occurred():
    assert percentile([3, 1, 2], 50) == 2
    assert percentile([3, 1, 2], 99) == 3
    assert percentile([], 50) is None


# The whole.


@pytest.fixture
def server(django_db_setup) -> Iterator[Server]:
    with running_worker(), running_server() as one:
        yield one


def replay(server: Server, folder: Path, **options) -> dict:
    figures = folder / "figures.json"
    call_command("replay", url=server.url, json=figures, **options)
    return json.loads(figures.read_text())


@pytest.fixture
def hurried_clocks(monkeypatch, settings) -> None:
    """A chat is over when it ends, and a lead is the brand's when it is captured."""
    monkeypatch.setattr(facts, "MERGE_WINDOW", timedelta(seconds=1))
    monkeypatch.setattr(due, "COMMITTED", timedelta(0))
    monkeypatch.setattr(ending, "COMMITTED", timedelta(0))
    settings.LEAD_HOLD = timedelta(0)


def test_nothing_is_lost_while_the_server_is_killed_three_times(
    committed_db, server, hurried_clocks, tmp_path
):
    agency = make_agency("Halo")
    killer = threading.Thread(target=kill_three_times, args=[server, agency])

    killer.start()
    figures = replay(server, tmp_path, agency=agency.slug, agents=3, rate=2, limit=20)
    killer.join()

    assert {name: figures[name] for name in ZEROS} == dict.fromkeys(ZEROS, 0)
    assert (figures["chats"], figures["delivered"]) == (20, figures["messages"])
    assert figures["reconnects"] >= 3
    assert figures["leads"] == figures["contacts"] > 0
    assert (figures["wrong_facts"], figures["wrong_hours"]) == (0, 0)
    accounts = [Account(**account) for account in figures["accounts"]]
    assert all(account.is_right for account in accounts)
    assert sum(account.chats for account in accounts) == 20
    assert all(account.invoice for account in accounts if account.handled)


def test_accounts_that_do_not_agree_are_found():
    right = Account("A", 3, 2, 2, 2, 1, 1, 1, 1, "2026000001", "9.60 EUR", [])

    assert right.is_right
    assert "2 ✓" in shown(right)
    assert "2 ≠ 1 ≠ 2" in shown(replace(right, handled_charged=1))
    for wrong in (
        {"handled_charged": 1},
        {"handled_on_invoice": 3},
        {"leads_charged": 0},
        {"invoice": ""},
        {"differences": ["total net 1.00 ≠ 2.00"]},
    ):
        assert not replace(right, **wrong).is_right


def shown(account: Account) -> str:
    console = Console(width=80, record=True, file=StringIO())
    console.print(accounts_table(Ending([account])))
    return console.export_text()


def kill_three_times(server: Server, agency: Agency) -> None:
    """While chats are under way, however long signing in takes."""
    until(lambda: chats_of(agency) > 0)
    connections.close_all()
    for _ in range(3):
        time.sleep(2)
        server.kill()
        server.start()


def chats_of(agency: Agency) -> int:
    with tenant_scope(agency.pk):
        return Conversation.objects.count()


def test_an_unknown_agency_is_named(committed_db):
    with pytest.raises(CommandError, match="nowhere"):
        call_command("replay", agency="nowhere")
