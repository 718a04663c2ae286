"""How agents spent their hours, and how much of the promised time was covered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest

from agents.models import Agent, PresenceSpan
from reports.actions.facts import derive_facts
from reports.actions.roll_up import note_presence, roll_up
from reports.models import AgentHour, StaleHour
from reports.queries.coverage import coverage
from reports.queries.kpis import staffing, staffing_by_agent
from tenants.hours import DAYS
from tests.factories import Office, make_agent, make_brand, make_member
from tests.reports.histories import VISITOR, at, closed, given, log, said
from tests.reports.stored import store

MINUTE = timedelta(minutes=1)
START = at("06:00:00")
MORNING = {day: [["08:00", "12:00"]] for day in DAYS[:5]}


@pytest.fixture
def scoped(office: Office) -> Iterator[Office]:
    with office.scope():
        yield office


def was(agent: Agent, status: str, since: str, until: str | None) -> None:
    PresenceSpan.objects.create(
        agency_id=agent.agency_id,
        agent=agent,
        status=status,
        started_at=at(since),
        ended_at=at(until) if until else None,
    )


def held(office: Office, agent: Agent, since: str, until: str, brand=None) -> None:
    events = log(
        said(since, VISITOR),
        given(since, agent.uuid),
        said(since, agent.uuid),
        closed(until, agent.uuid),
    )
    visitor = uuid4()
    events = [one._replace(by_uuid=visitor) if one.by_uuid == VISITOR else one for one in events]
    derive_facts([store(brand or office.brand, events)])


def minutes(duration: timedelta) -> float:
    return duration / MINUTE


def clock(minute: int) -> str:
    return f"{START + MINUTE * minute:%Y-%m-%d %H:%M:%S}"


def test_an_agents_hour(scoped: Office):
    agent = scoped.agent
    was(agent, "available", "09:10:00", "10:20:00")
    was(agent, "away", "10:20:00", "10:40:00")
    was(agent, "available", "10:40:00", "11:00:00")
    held(scoped, agent, "09:30:00", "09:50:00")
    held(scoped, agent, "09:40:00", "10:30:00")
    note_presence(at("11:00:00"))
    roll_up()

    nine, ten = AgentHour.objects.filter(agent=agent).order_by("hour")
    assert (nine.hour, ten.hour) == (at("09:00:00"), at("10:00:00"))
    assert [minutes(one.available) for one in (nine, ten)] == [50, 40]
    assert [minutes(one.engaged) for one in (nine, ten)] == [30, 30]
    assert [minutes(one.occupied) for one in (nine, ten)] == [30, 20]
    assert [minutes(one.chat_time) for one in (nine, ten)] == [40, 30]
    assert [one.max_chats for one in (nine, ten)] == [2, 1]
    day = staffing(at("00:00:00"), at("23:00:00"), agent)
    assert day.concurrency == pytest.approx(70 / 60)
    assert day.occupancy == pytest.approx(50 / 90)
    assert staffing_by_agent(at("00:00:00"), at("23:00:00")) == {agent.pk: day}


def test_an_hour_is_counted_once_it_is_over(scoped: Office):
    was(scoped.agent, "available", "09:10:00", None)

    note_presence(at("09:59:59"))
    assert not StaleHour.objects.exists()
    note_presence(at("10:00:01"))
    assert [note.hour for note in StaleHour.objects.all()] == [at("09:00:00")]
    roll_up()
    note_presence(at("10:30:00"))
    assert not StaleHour.objects.exists()


def test_coverage_needs_somebody_below_capacity_in_promised_time(scoped: Office):
    brand = make_brand(scoped.agency, "Promised", hours=MORNING)
    elsewhere = scoped.brand
    agent = make_agent(make_member(scoped.agency, "agent"), brand, capacity=2)
    stranger = scoped.agent
    was(agent, "available", "07:30:00", "10:00:00")
    was(stranger, "available", "07:00:00", "13:00:00")
    # Two chats at once, of which one is of another brand.
    held(scoped, agent, "09:00:00", "09:30:00", brand)
    held(scoped, agent, "09:10:00", "09:40:00", elsewhere)

    day = coverage(brand, at("00:00:00"), at("23:00:00"))

    assert minutes(day.promised) == 240
    assert minutes(day.covered) == 120 - 20
    assert day.share == pytest.approx(100 / 240)


def test_coverage_ends_now(scoped: Office):
    brand = make_brand(scoped.agency, "Always")
    now = datetime.now(UTC)

    later = now + timedelta(hours=1)
    assert coverage(brand, later, later + timedelta(days=1)).share is None
    an_hour = coverage(brand, now - timedelta(hours=1), now + timedelta(days=1))
    assert an_hour.promised == pytest.approx(timedelta(hours=1), abs=timedelta(seconds=20))
    assert an_hour.covered == timedelta()


def test_agents_hours_add_up_minute_by_minute(scoped: Office):
    """Whole minutes, counted one after another."""
    random, agent = Random(3), scoped.agent
    spans, moment = [], 0
    while moment < 600:
        length = random.randint(1, 90)
        spans.append((moment, moment + length, random.choice(["available", "away"])))
        moment += length + random.choice([0, 0, 30])
    for since, until, status in spans:
        was(agent, status, clock(since), clock(until))
    chats = [(since, since + random.randint(1, 130)) for since in random.sample(range(500), 25)]
    for since, until in chats:
        held(scoped, agent, clock(since), clock(until))
    note_presence(START + timedelta(days=1))
    roll_up()

    there = {
        m for since, until, status in spans if status == "available" for m in range(since, until)
    }
    load = [sum(since <= m < until for since, until in chats) for m in range(900)]
    total = staffing(START, START + timedelta(hours=15), agent)
    assert minutes(total.available) == len(there)
    assert minutes(total.engaged) == sum(count > 0 for count in load)
    assert minutes(total.occupied) == sum(count > 0 for m, count in enumerate(load) if m in there)
    assert minutes(total.chat_time) == sum(load)
    assert total.max_chats == max(load)
