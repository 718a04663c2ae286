"""What a chat was, as a pure function of its events: docs/kpis.md has every definition.

A conversation that is reopened later than the merge window after its end is a further chat;
a chat is named by the number of its first event. Nothing that is appended after a chat has
settled changes it, save its rating.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from conversations.models import Kind
from reports.billable import RuleResult, judge, why_not
from reports.chats import Chat, ChatOutcome, Ownership, Sender
from reports.transcripts import LoggedEvent, transcript_hash
from tenants.hours import Timetable

# 2: the fingerprint is over digests, so that it outlives a text that is redacted.
FACTS_VERSION = 2
MERGE_WINDOW = timedelta(minutes=5)
# Open still, left at once, outside hours, or nobody: a spammer, a colleague who tries it out.
NOT_OFFERED = frozenset(
    {"", ChatOutcome.ABANDONED, ChatOutcome.OFFLINE, ChatOutcome.SPAM, ChatOutcome.TEST}
)


@dataclass(frozen=True)
class ChatFacts:
    version: int
    first_seq: int
    # The event that ended it, or its latest.
    last_seq: int
    opened_at: datetime
    # None when nobody waited inside the promised hours.
    clock_start: datetime | None
    ended_at: datetime | None
    # Empty while the chat is open.
    outcome: str
    first_response: timedelta | None
    # first_response = queue_part + agent_part: without and with an agent who had accepted.
    queue_part: timedelta | None
    agent_part: timedelta | None
    longest_wait: timedelta
    handle_time: timedelta
    owners: tuple[Ownership, ...]
    senders: tuple[Sender, ...]
    # Who sent the first answer.
    responder: UUID | None
    visitor_messages: int
    visitor_words: int
    agent_messages: int
    agent_characters: int
    # Written by hand, or changed from a canned reply.
    own_characters: int
    rating: int | None
    rules: tuple[RuleResult, ...]
    transcript_hash: str

    @property
    def is_billable(self) -> bool:
        return not self.why_not

    @property
    def why_not(self) -> str:
        """The first rule that failed, or nothing."""
        return why_not(self.rules)

    @property
    def counted_at(self) -> datetime:
        """The moment whose hour, day and month the chat belongs to."""
        return self.clock_start or self.opened_at

    @property
    def is_offered(self) -> bool:
        """Whether somebody waited for a person, and so counts in all about answers."""
        return self.clock_start is not None and self.outcome not in NOT_OFFERED

    @property
    def settled_at(self) -> datetime | None:
        """When the chat can go on no more, so that it can be charged."""
        return self.ended_at and self.ended_at + MERGE_WINDOW

    @property
    def holder(self) -> UUID | None:
        """Who had the chat last, and left it unanswered if it was."""
        return self.owners[-1].agent if self.owners else None

    @property
    def credited(self) -> UUID | None:
        """Whose chat it is: who sent the first answer, or else who was offered it last."""
        return self.responder or self.holder


def chats_in(events: Iterable[LoggedEvent], timetable: Timetable) -> list[ChatFacts]:
    """The chats of one conversation, in order, each by the hours promised when it began."""
    chats = _split(_in_order(events))
    return [_facts(Chat(chat, timetable.at(chat[0].at))) for chat in chats]


def _in_order(events: Iterable[LoggedEvent]) -> list[LoggedEvent]:
    """By number, each once, and never back in time: a clock may be set, the log goes on."""
    ordered: list[LoggedEvent] = []
    for _seq, event in sorted({event.seq: event for event in events}.items()):
        at = max(event.at, ordered[-1].at) if ordered else event.at
        ordered.append(event._replace(at=at))
    return ordered


def _split(events: Sequence[LoggedEvent]) -> list[list[LoggedEvent]]:
    chats: list[list[LoggedEvent]] = []
    ended_at: datetime | None = None
    for event in events:
        is_late = ended_at is not None and event.at - ended_at > MERGE_WINDOW
        if not chats or (event.kind == Kind.REOPENED and is_late):
            chats.append([])
        chats[-1].append(event)
        if event.kind == Kind.CLOSED:
            ended_at = event.at
        elif event.kind == Kind.REOPENED:
            ended_at = None
    return chats


def _facts(chat: Chat) -> ChatFacts:
    first_response, agent_part = chat.first_response, chat.agent_part
    senders = chat.senders
    facts = ChatFacts(
        version=FACTS_VERSION,
        first_seq=chat.events[0].seq,
        last_seq=chat.last.seq,
        opened_at=chat.events[0].at,
        clock_start=chat.clock_start,
        ended_at=chat.end.at if chat.end else None,
        outcome=chat.outcome,
        first_response=first_response,
        queue_part=_less(first_response, agent_part),
        agent_part=agent_part,
        longest_wait=chat.longest_wait,
        handle_time=chat.handle_time,
        owners=chat.owners,
        senders=senders,
        responder=chat.answer.by_uuid if chat.answer else None,
        visitor_messages=len(chat.asked),
        visitor_words=sum(event.words for event in chat.asked),
        agent_messages=len(chat.written),
        agent_characters=sum(sender.characters for sender in senders),
        own_characters=sum(sender.own_characters for sender in senders),
        rating=chat.rating,
        rules=(),
        transcript_hash=transcript_hash(chat.transcript),
    )
    return replace(facts, rules=judge(facts))


def _less(whole: timedelta | None, part: timedelta | None) -> timedelta | None:
    return None if whole is None or part is None else whole - part
