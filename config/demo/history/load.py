"""Storing the history of a demo agency, once."""

from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Min
from django.utils.timezone import now

from agents.models import Agent, Assignment, PresenceSpan
from config.demo.history.arrivals import arrivals
from config.demo.history.desk import Desk, nickname
from config.demo.history.money import agree_on_prices, charge_and_close, say_of_leads
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
from reports.actions.facts import derive_facts
from reports.actions.roll_up import note_presence, roll_up
from tenants.models import Agency, Brand
from tenants.queries import hours_of
from tenants.scoping import tenant_scope

SEED = 20260301
WEEKS = 8
# Chats on a Monday of the last week.
BUSY_DAY = {"studio-nova": 13, "velopark": 9, "biolekarna": 11, "harbour-cottages": 7}
# Most look at the hours and come again.
WRITES_WHEN_CLOSED = 0.2
# The last chat has ended before the history does.
LAST_ARRIVAL = timedelta(minutes=75)


def has_history(agency: Agency) -> bool:
    """Only what was brought in is older than its agency."""
    first = Conversation.objects.aggregate(first=Min("opened_at"))["first"]
    return first is not None and first < agency.created_at


def load_history(agency: Agency, *, weeks: int = WEEKS) -> None:
    """The weeks up to now, unless they are there: all of it or nothing."""
    with tenant_scope(agency.pk):
        if has_history(agency):
            return
        luck, until = Random(SEED), now()
        since = _midnight(until - timedelta(weeks=weeks), agency.time_zone)
        today = until.astimezone(ZoneInfo(agency.time_zone)).date()
        agree_on_prices(agency, since.date(), today)
        load_work(agency, since, until, luck)
        derive_facts(Conversation.objects.all())
        note_presence()
        roll_up()
        say_of_leads(until, luck)
        charge_and_close()


def load_work(agency: Agency, since: datetime, until: datetime, luck: Random) -> None:
    """Shifts, chats and leads, in the active scope."""
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
    forms = {brand.pk: lead_form(brand) for brand in Brand.objects.all()}
    for past in sorted(leads, key=lambda one: one.at):
        brand = past.visit.place.brand
        form = forms[brand.pk]
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
