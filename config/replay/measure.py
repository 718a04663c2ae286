"""Compares what the clients sent and saw with what PostgreSQL holds."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from config.replay.chat import Chat, Sent, Tally
from config.replay.dialogues import VISITOR
from config.replay.truth import Row, Thread, Truth
from config.replay.view import GIVEN, TAKEN, View
from conversations.models import STAFF_KINDS, Kind


@dataclass
class Figures:
    chats: int = 0
    messages: int = 0
    acked: int = 0
    delivered: int = 0
    # Chats in which the product found a contact, and the leads that agents made of them.
    contacts: int = 0
    leads: int = 0

    # These must be zero.
    failed: int = 0
    lost: int = 0
    duplicated: int = 0
    out_of_order: int = 0
    number_gaps: int = 0
    # Clients that show something else than the table.
    differing_views: int = 0
    capacity_exceeded: int = 0
    leads_missing: int = 0

    # Milliseconds, of every chat and every message that was measured.
    first_response: list[float] = field(default_factory=list)
    delivery: list[float] = field(default_factory=list)


ZEROS = (
    "failed",
    "lost",
    "duplicated",
    "out_of_order",
    "number_gaps",
    "differing_views",
    "capacity_exceeded",
    "leads_missing",
)


def measure(chats: Sequence[Chat], truth: Truth, tally: Tally) -> Figures:
    figures = Figures(chats=len(chats), failed=sum(bool(chat.failure) for chat in chats))
    for chat in chats:
        threads = [thread for thread in truth.threads if thread.visitor in chat.visitors]
        _measure_messages(figures, chat, threads)
        _measure_order(figures, chat, threads)
        for thread in threads:
            _measure_thread(figures, chat, thread)
        _measure_lead(figures, chat, threads)
    figures.capacity_exceeded = (
        times_over_capacity(truth.threads, truth.capacities) + truth.wrong_loads + tally.overloads
    )
    return figures


def _measure_messages(figures: Figures, chat: Chat, threads: list[Thread]) -> None:
    stored = Counter(row.client_id for thread in threads for row in _messages(thread))
    bodies = {row.client_id: row for thread in threads for row in _messages(thread)}
    for sent in chat.sent:
        if sent.refusal:
            # Refused and stored would be a message whose sender writes it once more.
            figures.duplicated += stored[sent.client_id]
            continue
        row = bodies.get(sent.client_id)
        seen = _delivery(chat, sent)
        figures.messages += 1
        figures.acked += bool(sent.seqs)
        figures.delivered += seen is not None
        figures.lost += not _is_kept(sent, row) or seen is None
        figures.duplicated += max(0, stored[sent.client_id] - 1)
        figures.duplicated += max(0, len(sent.seqs) - 1)
        if seen:
            figures.delivery.append(seen * 1000)
    # Messages that nobody here has sent.
    figures.duplicated += len(stored.keys() - {sent.client_id for sent in chat.sent})
    for view in chat.views:
        shown = Counter(event["client_id"] for event in view.messages)
        figures.duplicated += sum(times - 1 for times in shown.values())


def _is_kept(sent: Sent, row: Row | None) -> bool:
    """An acknowledged message is in the table, as it was sent, where the ack said."""
    if row is None:
        return not sent.seqs
    return row.body == sent.body and sent.seqs <= {row.seq}


def _delivery(chat: Chat, sent: Sent) -> float | None:
    """Seconds until the other side showed it; 0 when it waited for that side to be there."""
    others = [view for view in chat.views if view.side != sent.side]
    seen = [view for view in others if sent.client_id in view.seen_at]
    if not seen:
        return None
    there = [view.seen_at[sent.client_id] for view in seen if view.opened_at <= sent.at]
    return min(there) - sent.at if there else 0.0


def _measure_order(figures: Figures, chat: Chat, threads: list[Thread]) -> None:
    """Each side's messages stand in the order in which they were written."""
    place = {
        row.client_id: (number, row.seq)
        for number, thread in enumerate(threads)
        for row in _messages(thread)
    }
    for side in {sent.side for sent in chat.sent}:
        ids = [sent.client_id for sent in chat.sent if sent.side == side]
        places = [place[one] for one in ids if one in place]
        figures.out_of_order += sum(later < earlier for earlier, later in pairwise(places))
    if not chat.failure:
        said = [row.body for thread in threads for row in _messages(thread)]
        written = [turn.text for turn in chat.dialogue.turns]
        figures.out_of_order += said != written


def _measure_thread(figures: Figures, chat: Chat, thread: Thread) -> None:
    numbers = [row.seq for row in thread.rows]
    figures.number_gaps += numbers != list(range(1, thread.last_seq + 1))
    for view in chat.views:
        if view.conv == thread.conv:
            figures.differing_views += not _is_same(view, thread, is_complete=not chat.failure)
    first = next((row for row in _messages(thread) if row.by_kind != VISITOR), None)
    if first is not None:
        waited = first.at - thread.rows[0].at
        figures.first_response.append(waited.total_seconds() * 1000)


def _measure_lead(figures: Figures, chat: Chat, threads: list[Thread]) -> None:
    """A lead where there is a contact, written into the log once, and none elsewhere."""
    leads = sum(row.kind == Kind.LEAD for thread in threads for row in thread.rows)
    figures.contacts += bool(chat.has_contact)
    figures.leads += leads
    figures.leads_missing += not chat.failure and leads != bool(chat.has_contact)


def _is_same(view: View, thread: Thread, *, is_complete: bool) -> bool:
    """The client shows the table's rows: a visitor to the end, an agent as long as they had it."""
    shown = [
        (event["seq"], event["kind"], event.get("client_id"), event["data"].get("body", ""))
        for event in view.events
    ]
    stored = [_as_shown(row, view.side) for row in thread.rows]
    if is_complete and view.side == VISITOR:
        return shown == stored
    return shown == stored[: len(shown)]


def _as_shown(row: Row, side: str) -> tuple[int, str, str | None, str]:
    if side == VISITOR and row.kind in STAFF_KINDS:
        return row.seq, Kind.HIDDEN.value, None, ""
    return row.seq, row.kind, row.client_id, row.body


def _messages(thread: Thread) -> list[Row]:
    return [row for row in thread.rows if row.kind == Kind.MESSAGE]


def times_over_capacity(threads: Iterable[Thread], capacities: dict[str, int]) -> int:
    """How often the log gives an agent more than they may hold.

    An event has its time while the agent's row is locked, so times are in the order of locks.
    """
    events = sorted((row.at, thread.conv, row) for thread in threads for row in thread.rows)
    holders: dict[str, str] = {}
    loads: Counter[str] = Counter()
    times = 0
    for _, conv, row in events:
        if row.kind not in GIVEN + TAKEN:
            continue
        if giver := holders.pop(conv, None):
            loads[giver] -= 1
        if row.kind in GIVEN and row.agent:
            holders[conv] = row.agent
            loads[row.agent] += 1
            times += loads[row.agent] > capacities[row.agent]
    return times
