"""Rolling facts up into hours: a stale hour is counted whole and its rows are replaced."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import now

from reports.actions.stale import mark_agents
from reports.facts import FACTS_VERSION
from reports.models import AgentHour, ChatFact, HeldSpan, KpiHour, Progress, StaleHour
from reports.queries.chats import agent_ids
from reports.queries.presence import available_spans, first_presence
from reports.spans import HOUR, hour_of, length, loads, overlap
from reports.tally import tallies
from tenants.hours import Span
from tenants.models import Agency

BATCH = 200


@transaction.atomic
def roll_up(limit: int | None = None) -> int:
    """Roll up the agency's stale hours, the oldest first. Answers how many.

    Any number of workers may do this: each hour is locked by its note, and what changes while
    it is counted leaves a new one.
    """
    notes = StaleHour.objects.select_for_update(skip_locked=True).order_by("hour", "pk")
    stale = list(notes[:limit])
    _roll_up_brands({(note.brand_id, note.hour) for note in stale if note.brand_id})
    _roll_up_agents({(note.agent_id, note.hour) for note in stale if note.agent_id})
    StaleHour.objects.filter(pk__in=[note.pk for note in stale]).delete()
    return len(stale)


@transaction.atomic
def note_presence(until: datetime | None = None) -> None:
    """The clock has ended hours: whoever was there in them has something to count."""
    Progress.objects.get_or_create(agency_id=Agency.objects.get().pk)
    progress = Progress.objects.select_for_update(skip_locked=True).first()
    if progress is None:
        return  # Another worker is at it.
    until = hour_of(until or now())
    since = hour_of(progress.hours_until or first_presence() or until)
    if since < until:
        mark_agents(_present(since, until))
    if progress.hours_until is None or since < until:
        progress.hours_until = until
        progress.save(update_fields=["hours_until"])


def _present(since: datetime, until: datetime) -> set[tuple[int, datetime]]:
    """The hours between two in which each agent was there."""
    spans = available_spans(since, until)
    return {
        (agent_id, since + HOUR * number)
        for agent_id, stretches in spans.items()
        for start, end in stretches
        for number in range((start - since) // HOUR, -((since - end) // HOUR))
    }


def _roll_up_brands(hours: set[tuple[int, datetime]]) -> None:
    agents = agent_ids()
    by_brand = _grouped(hours)
    for brand_id, moments in by_brand.items():
        facts = defaultdict(list)
        for fact in ChatFact.objects.filter(brand=brand_id, hour__in=moments):
            facts[fact.hour].append(fact)
        KpiHour.objects.filter(brand=brand_id, hour__in=moments).delete()
        KpiHour.objects.bulk_create(
            KpiHour(
                agency_id=rows[0].agency_id,
                brand_id=brand_id,
                agent_id=agent_id,
                hour=hour,
                day=rows[0].day,
                version=FACTS_VERSION,
                **vars(tally),
            )
            for hour, rows in facts.items()
            for agent_id, tally in tallies(rows, agents).items()
        )


def _roll_up_agents(hours: set[tuple[int, datetime]]) -> None:
    for agent_id, moments in _grouped(hours).items():
        available = available_spans(min(moments), max(moments) + HOUR, agent_id).get(agent_id, [])
        held: dict[datetime, list[Span]] = defaultdict(list)
        rows = HeldSpan.objects.filter(agent=agent_id, hour__in=moments)
        for hour, since, until in rows.values_list("hour", "since", "until"):
            held[hour].append((since, until))
        AgentHour.objects.filter(agent=agent_id, hour__in=moments).delete()
        agency_id = Agency.objects.get().pk
        AgentHour.objects.bulk_create(
            AgentHour(
                agency_id=agency_id,
                agent_id=agent_id,
                hour=hour,
                version=FACTS_VERSION,
                **measure_hour(hour, available, held[hour]),
            )
            for hour in moments
        )


def measure_hour(
    hour: datetime, available: list[Span], held: list[Span]
) -> dict[str, timedelta | int]:
    window = (hour, hour + HOUR)
    there = overlap(available, [window])
    running = [load for load in loads(held, *window) if load.chats]
    engaged = [(load.since, load.until) for load in running]
    return {
        "available": length(there),
        "engaged": length(engaged),
        "occupied": length(overlap(there, engaged)),
        "chat_time": length(held),
        "max_chats": max((load.chats for load in running), default=0),
    }


def _grouped(hours: Iterable[tuple[int, datetime]]) -> dict[int, list[datetime]]:
    groups: dict[int, list[datetime]] = defaultdict(list)
    for owner, hour in sorted(hours):
        groups[owner].append(hour)
    return groups
