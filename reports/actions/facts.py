"""Keeping what chats were: derived from the log, the same however often and by whomever."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from conversations.models import Conversation
from conversations.queries import feed_cursor
from reports.actions.stale import mark_agents, mark_brands
from reports.facts import ChatFacts, chats_in
from reports.models import ChatFact, HeldSpan, Progress
from reports.queries.chats import agent_ids, due_conversations, logs_of
from reports.spans import pieces_by_hour
from tenants.hours import Timetable, start_of_hour
from tenants.models import Agency, Brand
from tenants.queries import timetable_of

BATCH = 100
_KEY = ["agency", "conversation", "first_seq"]


@transaction.atomic
def derive_facts(conversations: Iterable[Conversation]) -> list[ChatFact]:
    """Bring the facts of these conversations to what their log says. Answers what changed."""
    named = [conversation.pk for conversation in conversations]
    # Locked, so that nobody overwrites the facts of a longer log with those of a shorter.
    rows = Conversation.objects.select_for_update(of=("self",), no_key=True)
    locked = list(rows.filter(pk__in=named).order_by("pk"))
    kept = {
        (fact.conversation_id, fact.first_seq): fact
        for fact in ChatFact.objects.filter(conversation__in=named)
    }
    changed: list[ChatFact] = []
    before: list[ChatFact] = []
    for fact in _derived(locked):
        old = kept.get((fact.conversation_id, fact.first_seq))
        if old is None or _columns(old) != _columns(fact):
            fact.uuid = old.uuid if old else fact.uuid
            changed.append(fact)
            before += [old] if old else []
    if changed:
        _store(changed, before)
    return changed


def derive_due() -> int:
    """One step of the sweep: the conversations that changed since the last. Answers how many."""
    agency_id = Agency.objects.get().pk
    Progress.objects.get_or_create(agency_id=agency_id)
    place = Progress.objects.select_for_update(skip_locked=True).first()
    if place is None:
        return 0  # Another worker is at it.
    horizon = feed_cursor()
    if place.changed_in > horizon:  # The database was restored, and counts anew.
        place.changed_in = place.conversation_id = 0
    rows = list(due_conversations(place.changed_in, place.conversation_id, horizon)[:BATCH])
    derive_facts(rows)
    if rows:
        place.changed_in, place.conversation_id = rows[-1].changed_in, rows[-1].pk
        place.save(update_fields=["changed_in", "conversation_id"])
    return len(rows)


def _derived(conversations: list[Conversation]) -> Iterator[ChatFact]:
    logs, agents = logs_of(conversations), agent_ids()
    brands = Brand.objects.in_bulk({row.brand_id for row in conversations})
    timetables = {pk: timetable_of(brand) for pk, brand in brands.items()}
    for conversation in conversations:
        timetable = timetables[conversation.brand_id]
        for facts in chats_in(logs[conversation.pk], timetable):
            yield _row(facts, conversation, timetable, agents)


def _row(
    facts: ChatFacts, conversation: Conversation, timetable: Timetable, agents: dict[UUID, int]
) -> ChatFact:
    zone = timetable.at(facts.opened_at).zone
    same = ("version", "first_seq", "last_seq", "opened_at", "clock_start", "ended_at",
            "settled_at", "counted_at", "outcome", "first_response", "queue_part", "agent_part",
            "longest_wait", "handle_time", "visitor_messages", "visitor_words", "agent_messages",
            "agent_characters", "own_characters", "rating", "is_billable", "why_not", "is_offered",
            "transcript_hash")  # fmt: skip
    return ChatFact(
        agency_id=conversation.agency_id,
        brand_id=conversation.brand_id,
        conversation=conversation,
        hour=start_of_hour(facts.counted_at, zone),
        day=facts.counted_at.astimezone(zone).date(),
        agent_id=_known(agents, facts.credited),
        holder_id=_known(agents, facts.holder),
        owners=[_as_json(owner) for owner in facts.owners],
        senders=[_as_json(sender) for sender in facts.senders],
        rules=[_as_json(result) for result in facts.rules],
        **{name: getattr(facts, name) for name in same},
    )


def _known(agents: dict[UUID, int], uuid: UUID | None) -> int | None:
    return None if uuid is None else agents.get(uuid)


def _as_json(row: Any) -> dict[str, Any]:
    """Exactly as it comes back from a JSON column, so that rows can be compared."""
    return {
        name: value if isinstance(value, (int, str, type(None))) else _text(value)
        for name, value in row._asdict().items()
    }


def _text(value: UUID | datetime) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _columns(fact: ChatFact) -> dict[str, Any]:
    names = [field.attname for field in ChatFact._meta.concrete_fields]
    return {name: getattr(fact, name) for name in names if name not in ("id", "uuid")}


def _store(changed: list[ChatFact], before: list[ChatFact]) -> None:
    names = [field.name for field in ChatFact._meta.concrete_fields]
    ChatFact.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=[name for name in names if name not in ("id", "uuid", *_KEY)],
    )
    touched = _hold(changed, before)
    mark_agents(touched)
    mark_brands({(one.brand_id, one.hour) for one in [*changed, *before]})


def _hold(changed: list[ChatFact], before: list[ChatFact]) -> set[tuple[int, datetime]]:
    """Replace who held these chats when. Answers the agents' hours that this changes."""
    old = HeldSpan.objects.filter(fact__in=[fact.pk for fact in before])
    touched = set(old.values_list("agent_id", "hour"))
    old.delete()
    agents = agent_ids()
    spans = [
        HeldSpan(
            agency_id=fact.agency_id,
            brand_id=fact.brand_id,
            fact_id=fact.pk,
            agent_id=agents[UUID(owner["agent"])],
            hour=hour,
            since=since,
            until=until,
        )
        for fact in changed
        for owner in fact.owners
        if owner["until"] and UUID(owner["agent"]) in agents
        for hour, (since, until) in pieces_by_hour(
            datetime.fromisoformat(owner["since"]), datetime.fromisoformat(owner["until"])
        )
    ]
    HeldSpan.objects.bulk_create(spans)
    return touched | {(span.agent_id, span.hour) for span in spans}
