"""The made-up history: what it holds, and that the product's own rules hold for it."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.core.management import call_command
from django.utils.timezone import now

from agents.models import Agent
from billing.models import Charge, ChargeKind, Invoice
from config.demo.history.arrivals import arrivals
from config.demo.history.load import load_history
from config.demo.history.shifts import shifts
from config.demo.history.terms import CONTRACTS
from config.demo.people import HALO_DESK
from config.replay.measure import times_over_capacity
from config.replay.truth import read_truth
from conversations.fold import state_of
from conversations.models import Conversation, Event, Outcome
from leads.models import Dispute, DisputeStatus, Lead
from leads.queries import earlier_lead
from reports.models import ChatFact, KpiHour
from reports.queries.chats import chats_of
from tenants.models import Agency, User
from tenants.queries import memberships_of
from tenants.scoping import tenant_scope

# The shortest in which a month is sure to end.
WEEKS = 5
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
WEEK = timedelta(weeks=1)


@pytest.fixture
def agency(db, tmp_path, settings, capsys) -> Agency:
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    call_command("seed_demo")
    owner = User.objects.get(email=HALO_DESK.people[0].email)
    return memberships_of(owner)[0].agency


def test_the_history_of_an_agency_follows_the_rules_of_the_product(agency):
    load_history(agency, weeks=WEEKS)

    with tenant_scope(agency.pk):
        every_row_is_what_its_log_says()
        nobody_held_more_than_they_may(agency)
        facts_are_those_of_the_log()
        hours_add_up_to_the_facts()
        leads_know_who_came_before()
        charges_are_the_billable_chats()
        invoices_are_issued_for_what_is_over()
        something_of_everything_is_there()


def every_row_is_what_its_log_says() -> None:
    for row in Conversation.objects.select_related("agent"):
        events = list(Event.objects.filter(conversation=row).order_by("seq"))
        assert [event.seq for event in events] == list(range(1, row.last_seq + 1))
        state = state_of(events)
        assert state.agent == (str(row.agent.uuid) if row.agent else None)
        stored = {name: getattr(row, name) for name in vars(state) if name != "agent"}
        assert stored == {name: value for name, value in vars(state).items() if name != "agent"}


def nobody_held_more_than_they_may(agency: Agency) -> None:
    visitors = map(str, Conversation.objects.values_list("visitor__uuid", flat=True))
    truth = read_truth(agency.pk, visitors)
    assert times_over_capacity(truth.threads, truth.capacities) == truth.wrong_loads == 0
    assert set(Agent.objects.values_list("load", flat=True)) == {0}


def facts_are_those_of_the_log() -> None:
    rows = Conversation.objects.select_related("brand")
    told = {(row.pk, chat.first_seq): chat for row in rows for chat in chats_of(row)}
    kept = {(fact.conversation_id, fact.first_seq): fact for fact in ChatFact.objects.all()}
    assert kept.keys() == told.keys()
    for key, fact in kept.items():
        names = ("outcome", "first_response", "longest_wait", "is_billable", "transcript_hash")
        assert [getattr(fact, name) for name in names] == [
            getattr(told[key], name) for name in names
        ]


def hours_add_up_to_the_facts() -> None:
    counted = Counter(ChatFact.objects.values_list("brand_id", flat=True))
    hours: Counter[int] = Counter()
    for brand_id, chats in KpiHour.objects.values_list("brand_id", "chats"):
        hours[brand_id] += chats
    assert hours == counted


def leads_know_who_came_before() -> None:
    for lead in Lead.objects.all():
        at = lead.captured_at
        found = earlier_lead(lead.brand_id, lead.phone, lead.email, at=at, days=30, but=lead)
        assert lead.duplicate_of == found
        event = Event.objects.get(conversation=lead.conversation_id, kind="lead")
        assert event.data == {"lead": str(lead.uuid), "qualified": lead.is_qualified}


def charges_are_the_billable_chats() -> None:
    paid = [slug for slug, terms in CONTRACTS.items() if "chat_price" in terms]
    facts = ChatFact.objects.filter(is_billable=True, brand__slug__in=paid)
    due = {f"{fact.conversation.uuid}:{fact.first_seq}" for fact in facts}
    charges = Charge.objects.filter(kind=ChargeKind.CHAT)
    assert sorted(charges.values_list("source", flat=True)) == sorted(due)


def invoices_are_issued_for_what_is_over() -> None:
    invoices = list(Invoice.objects.order_by("sequence"))
    assert [invoice.sequence for invoice in invoices] == list(range(1, len(invoices) + 1))
    for invoice in invoices:
        assert invoice.issued_on > invoice.supplied_until
        assert sum(line.amount for line in invoice.lines.all()) == invoice.net
    assert {invoice.currency for invoice in invoices} == {"EUR", "CZK"}


def something_of_everything_is_there() -> None:
    assert set(Conversation.objects.values_list("outcome", flat=True)) >= {
        Outcome.SOLVED, Outcome.LEAD, Outcome.NO_INTENT, Outcome.SPAM, Outcome.LEFT,
        Outcome.OFFLINE,
    }  # fmt: skip
    assert set(Dispute.objects.values_list("status", flat=True)) == set(DisputeStatus.values)
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= {"note", "transferred", "reopened", "rated", "lead"}
    assert Event.objects.filter(data__has_key="canned").exists()


def test_a_second_start_finds_the_history_there(agency):
    load_history(agency, weeks=1)
    with tenant_scope(agency.pk):
        before = Event.objects.count()

    load_history(agency, weeks=1)

    with tenant_scope(agency.pk):
        assert Event.objects.count() == before > 0


def test_visitors_come_in_the_evening_rarely_on_sundays_and_more_every_week():
    end = MONDAY + 8 * WEEK
    moments = list(arrivals(200, "Europe/Bratislava", MONDAY, end, Random(1)))

    hours = Counter(moment.hour for moment in moments)
    days = Counter(moment.weekday() for moment in moments)
    assert moments == sorted(moments)
    assert max(hours, key=lambda hour: hours[hour]) in (18, 19)  # 19 or 20 o'clock there.
    assert days[6] < 0.8 * days[0]
    first, last = (
        sum(week <= moment < week + WEEK for moment in moments) for week in (MONDAY, end - WEEK)
    )
    assert last > 1.1 * first


def test_nobody_is_in_two_states_at_once():
    spans = list(shifts("Europe/Bratislava", MONDAY, MONDAY + 2 * WEEK, Random(1)))

    by_agent = {name: [span for span in spans if span.agent == name] for name in ("eva", "marko")}
    for own in by_agent.values():
        assert all(one.until <= later.since for one, later in pairwise(own))
        assert all(one.since < one.until for one in own)


def test_the_seed_alone_decides_who_comes():
    until = now()
    first, second = (
        list(arrivals(20, "Europe/London", until - WEEK, until, Random(3))) for _ in range(2)
    )
    assert first == second
