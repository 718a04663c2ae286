"""Storing the history of a demo agency, once."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min

from agents.models import Agent, Assignment, PresenceSpan
from config.demo.history.arrivals import arrivals
from config.demo.history.desk import Desk, nickname
from config.demo.history.shifts import Span, shifts
from config.demo.history.stories import Stories
from config.demo.history.texts import read_dialogues, read_voices
from config.demo.history.visits import PastLead, Place
from config.demo.shops import SHOP_BY_SLUG
from conversations.actions.past import record_past
from conversations.models import CannedReply, Conversation
from leads.actions.capture import store_lead
from leads.form_fields import checked_values
from leads.queries import lead_form, region_of
from tenants.models import Agency, Brand
from tenants.queries import hours_of

SEED = 20260301
WEEKS = timedelta(weeks=8)
# Chats on a Monday of the last week.
BUSY_DAY = {"studio-nova": 18, "velopark": 14, "biolekarna": 15, "harbour-cottages": 9}
# Most look at the hours and come again.
WRITES_WHEN_CLOSED = 0.2
# The last chat has ended before the history does.
LAST_ARRIVAL = timedelta(minutes=75)


def has_history(agency: Agency) -> bool:
    """Only what was brought in is older than its agency."""
    first = Conversation.objects.aggregate(first=Min("opened_at"))["first"]
    return first is not None and first < agency.created_at


def load_work(agency: Agency, until: datetime) -> None:
    """Shifts, chats and leads of the eight weeks before, in the active scope."""
    luck = Random(SEED)
    since = _midnight(until - WEEKS, agency.time_zone)
    spans = list(shifts(agency.time_zone, since, until, luck))
    assignments = list(Assignment.objects.select_related("agent__membership__user"))
    _store_spans(agency, spans, assignments)
    stories = Stories(Desk(spans, assignments), origin=_origin(), until=until, luck=luck)
    for at, place in _visits(since, until - LAST_ARRIVAL, luck):
        stories.tell(place, at)
    record_past(stories.chats, meanwhile=lambda: _store_leads(stories.leads))


def _visits(since: datetime, until: datetime, luck: Random) -> list[tuple[datetime, Place]]:
    places = {slug: _place(slug) for slug in BUSY_DAY}
    visits = [
        (at, place)
        for slug, place in places.items()
        for at in arrivals(BUSY_DAY[slug], place.brand.time_zone, since, until, luck)
        if place.hours.is_open(at) or luck.random() < WRITES_WHEN_CLOSED
    ]
    return sorted(visits, key=lambda visit: visit[0])


def _place(slug: str) -> Place:
    brand = Brand.objects.get(slug=slug)
    replies = CannedReply.objects.filter(brand=brand, owner=None)
    return Place(
        brand=brand,
        shop=SHOP_BY_SLUG[slug],
        hours=hours_of(brand),
        voice=read_voices()[brand.language],
        dialogues=read_dialogues(slug),
        replies={reply.shortcut: reply for reply in replies},
    )


def _store_spans(agency: Agency, spans: list[Span], assignments: list[Assignment]) -> None:
    agents: dict[str, Agent] = {nickname(one): one.agent for one in assignments}
    PresenceSpan.objects.bulk_create(
        PresenceSpan(
            agency=agency,
            agent=agents[span.agent],
            status=span.status,
            reason=span.reason,
            started_at=span.since,
            ended_at=span.until,
        )
        for span in spans
    )


def _store_leads(leads: list[PastLead]) -> None:
    """In the order of time, so that who comes twice is found to have come before."""
    for past in sorted(leads, key=lambda one: one.at):
        brand = past.visit.place.brand
        form = lead_form(brand)
        lead = store_lead(
            past.visit.conversation,
            agent=past.assignment.agent,
            form=form,
            values=checked_values(form, past.values, region_of(brand, form)),
            uuid=past.uuid,
            at=past.at,
        )
        past.data["qualified"] = lead.is_qualified


def _midnight(at: datetime, zone: str) -> datetime:
    local = at.astimezone(ZoneInfo(zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def _origin() -> str:
    return str(settings.PUBLIC_ORIGINS[0])
