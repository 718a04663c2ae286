"""What a conversation's events add up to: the columns that ``append_events`` and the actions keep.

It serves where events are not appended one by one, and where a row is compared with its log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from conversations.models import By, Event, Kind, Status


class BrokenLog(ValueError):
    """These events cannot have followed one another."""


@dataclass
class State:
    """The columns of ``Conversation``, the agent by the uuid that the events name."""

    status: str = ""
    outcome: str = ""
    agent: str | None = None
    last_seq: int = 0
    opened_at: datetime | None = None
    queued_at: datetime | None = None
    assigned_at: datetime | None = None
    accepted_at: datetime | None = None
    first_response_at: datetime | None = None
    unanswered_since: datetime | None = None
    closed_at: datetime | None = None


def state_of(events: Iterable[Event]) -> State:
    """The state that these events leave, from the first on. Raises BrokenLog."""
    state, before = State(), None
    for event in events:
        if before and event.at < before:
            raise BrokenLog(f"A {event.kind} from before the event before it.")
        if (event.kind == Kind.STARTED) != (state.last_seq == 0):
            raise BrokenLog("A conversation begins with started, once.")
        if step := STEPS.get(event.kind):
            step(state, event)
        state.last_seq += 1
        before = event.at
    return state


def _started(state: State, event: Event) -> None:
    state.status = Status.WAITING
    state.opened_at = state.queued_at = event.at


def _given(state: State, event: Event) -> None:
    _refuse(event, state.status == Status.CLOSED)
    state.status, state.agent = Status.ASSIGNED, str((event.data or {})["agent"]["id"])
    state.assigned_at, state.accepted_at = event.at, None


def _accepted(state: State, event: Event) -> None:
    _refuse(event, state.status != Status.ASSIGNED or str(event.by_uuid) != state.agent)
    state.status, state.accepted_at = Status.OPEN, event.at


def _message(state: State, event: Event) -> None:
    if event.by_kind == By.VISITOR:
        _refuse(event, state.status == Status.CLOSED)
        state.unanswered_since = state.unanswered_since or event.at
        return
    _refuse(event, state.status != Status.OPEN or str(event.by_uuid) != state.agent)
    state.unanswered_since = None
    state.first_response_at = state.first_response_at or event.at


def _returned(state: State, event: Event) -> None:
    _refuse(event, state.status == Status.CLOSED)
    state.status, state.agent = Status.WAITING, None
    state.assigned_at = state.accepted_at = None


def _closed(state: State, event: Event) -> None:
    _refuse(event, state.status == Status.CLOSED)
    state.status, state.outcome = Status.CLOSED, (event.data or {})["outcome"]
    state.closed_at, state.unanswered_since = event.at, None


def _reopened(state: State, event: Event) -> None:
    _refuse(event, state.status != Status.CLOSED)
    state.status, state.outcome, state.agent = Status.WAITING, "", None
    state.queued_at = event.at
    state.assigned_at = state.accepted_at = state.closed_at = None


def _refuse(event: Event, is_wrong: bool) -> None:
    if is_wrong:
        raise BrokenLog(f"A {event.kind} by {event.by_kind} cannot stand there.")


# Other kinds change no column.
STEPS: dict[str, Callable[[State, Event], None]] = {
    Kind.STARTED: _started,
    Kind.ASSIGNED: _given,
    Kind.TRANSFERRED: _given,
    Kind.ACCEPTED: _accepted,
    Kind.MESSAGE: _message,
    Kind.RETURNED: _returned,
    Kind.CLOSED: _closed,
    Kind.REOPENED: _reopened,
}
