"""Putting written-down histories into the database, as they would stand there."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

from conversations.models import Conversation, Event, Kind, Status, Visitor
from reports.transcripts import LoggedEvent
from tenants.models import Brand
from tests.factories import Office
from tests.reports.random_logs import Story

BEGINNING = datetime(2025, 10, 24, 6, tzinfo=UTC)
# Three days, the one with 25 hours among them.
SECONDS = 3 * 24 * 3600


def begin(brand: Brand, log: Sequence[LoggedEvent]) -> Conversation:
    """A conversation without an event yet. ``log`` says whose it is and since when."""
    visitor = Visitor.objects.create(
        agency_id=brand.agency_id, brand=brand, uuid=log[0].by_uuid, name="Somebody"
    )
    return Conversation.objects.create(
        agency_id=brand.agency_id,
        brand=brand,
        visitor=visitor,
        opened_at=log[0].at,
        queued_at=log[0].at,
    )


def append(conversation: Conversation, events: Sequence[LoggedEvent]) -> None:
    """Add events with their own times, and bring the state to where they leave it."""
    Event.objects.bulk_create(
        Event(
            agency_id=conversation.agency_id,
            brand_id=conversation.brand_id,
            conversation=conversation,
            visitor_id=conversation.visitor_id,
            **{name: value for name, value in event._asdict().items() if name != "digest"},
        )
        for event in events
    )
    turns = [one for one in events if one.kind in (Kind.CLOSED, Kind.REOPENED)]
    conversation.last_seq = events[-1].seq
    if turns:
        is_over = turns[-1].kind == Kind.CLOSED
        conversation.status = Status.CLOSED if is_over else Status.WAITING
        conversation.closed_at = turns[-1].at if is_over else None
    conversation.save()


def store(brand: Brand, log: Sequence[LoggedEvent]) -> Conversation:
    conversation = begin(brand, log)
    append(conversation, log)
    return conversation


def random_log(random: Random, office: Office, *, is_over: bool = False) -> list[LoggedEvent]:
    since = BEGINNING + timedelta(seconds=random.randrange(SECONDS))
    agents = [agent.uuid for agent in office.agents]
    story = Story(random, since, uuid4(), agents)
    story.tell(random.randint(0, 14))
    return story.end() if is_over else story.log
