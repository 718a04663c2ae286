"""How much of the promised time somebody could have taken one more chat."""

from collections import defaultdict
from datetime import datetime

from django.utils.timezone import now

from agents.models import Assignment
from conversations.models import Conversation
from reports.kpis import Coverage
from reports.models import HeldSpan
from reports.queries.presence import available_spans
from reports.spans import hour_of, length, loads, overlap
from tenants.hours import Span, merged
from tenants.models import Brand
from tenants.queries import timetable_of


def coverage(brand: Brand, since: datetime, until: datetime) -> Coverage:
    """Up to now at most. Teams and capacities are those of today."""
    until = min(until, now())
    promised = list(timetable_of(brand).spans(since, until))
    team = dict(Assignment.objects.filter(brand=brand).values_list("agent_id", "agent__capacity"))
    present, held = available_spans(since, until), _held(list(team), since, until)
    free = [
        overlap(present.get(agent, []), _below(capacity, held[agent], since, until))
        for agent, capacity in team.items()
    ]
    covered = merged(span for spans in free for span in spans)
    return Coverage(length(promised), length(overlap(promised, covered)))


def _below(capacity: int, held: list[Span], since: datetime, until: datetime) -> list[Span]:
    running = loads(held, since, until)
    return [(load.since, load.until) for load in running if load.chats < capacity]


def _held(agents: list[int], since: datetime, until: datetime) -> dict[int, list[Span]]:
    rows = HeldSpan.objects.filter(agent__in=agents, hour__gte=hour_of(since), hour__lt=until)
    held: dict[int, list[Span]] = defaultdict(list)
    for agent, start, end in rows.values_list("agent", "since", "until"):
        held[agent].append((start, end))
    # What is with them now has no facts yet.
    running = Conversation.objects.open().filter(agent__in=agents, assigned_at__lt=until)
    for agent, start in running.values_list("agent", "assigned_at"):
        held[agent].append((start, until))
    return held
