"""What is stored and counted is what the log says, to the unit, however often it was counted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from conversations.models import Conversation
from reports.actions.facts import derive_facts
from reports.actions.roll_up import roll_up
from reports.kpis import Kpis
from reports.models import ChatFact, HeldSpan, KpiHour, StaleHour
from reports.queries.chats import chats_of, facts_of, log_of, settled_facts
from reports.queries.kpis import by_day, by_hour, kpis, kpis_by_agent, kpis_by_brand
from reports.tally import Tally
from tenants.hours import DAYS
from tenants.models import Brand
from tests.factories import Office, make_brand
from tests.reports import reference
from tests.reports.histories import JANA, VISITOR, closed, log, rated, reopened, said
from tests.reports.reference import Told
from tests.reports.stored import BEGINNING, append, begin, random_log, store

OFFICE_HOURS = {day: [["08:00", "18:00"]] for day in DAYS[:5]}
SINCE, UNTIL = BEGINNING - timedelta(days=3), BEGINNING + timedelta(days=60)
NAMES = [field.name for field in fields(Kpis)]
# Of the sender, and of who left a chat unanswered: not of whose chat it is.
OTHERS = {"messages", "characters", "own_characters", "dropped"}


@dataclass
class Desk:
    """Two brands in two zones, one with promised hours, and what the raw log says of both."""

    office: Office
    brands: list[Brand]

    def told(self, brand: Brand) -> list[Told]:
        promise = reference.Promise(brand.hours, ZoneInfo(brand.time_zone))
        chats: list[Told] = []
        for conversation in Conversation.objects.filter(brand=brand):
            chats += reference.tell_chats(log_of(conversation), promise)
        return [chat for chat in chats if chat.outcome]

    def all_told(self) -> list[Told]:
        return [chat for brand in self.brands for chat in self.told(brand)]


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    with office.scope():
        promised = make_brand(office.agency, "Promised", hours=OFFICE_HOURS)
        always = make_brand(office.agency, "Always", time_zone="America/St_Johns")
        yield Desk(office, [promised, always])


def stories(desk: Desk, random: Random, number: int) -> list[Conversation]:
    """Some are told at once; some are derived and rolled up on the way, once or twice."""
    conversations = []
    for _ in range(number):
        told = random_log(random, desk.office)
        conversation = begin(random.choice(desk.brands), told)
        cut = random.choice([0, 0, random.randint(0, len(told) - 1)])
        for part in (told[:cut], told[cut:]):
            if part:
                append(conversation, part)
                derive_facts([conversation])
        if random.random() < 0.2:
            roll_up()
        conversations.append(conversation)
    return conversations


@pytest.mark.parametrize("seed", range(3))
def test_roll_ups_are_what_the_log_comes_to(desk: Desk, seed: int):
    stories(desk, Random(seed), 40)
    roll_up()

    assert not StaleHour.objects.exists()
    assert comparable(kpis(SINCE, UNTIL)) == reckoned(desk.all_told())
    by_brand = kpis_by_brand(SINCE, UNTIL)
    for brand in desk.brands:
        told, zone = desk.told(brand), ZoneInfo(brand.time_zone)
        assert comparable(kpis(SINCE, UNTIL, brand)) == reckoned(told)
        assert comparable(by_brand[brand.pk]) == reckoned(told)
        hours = grouped(told, lambda chat, zone=zone: reference.local_hour(chat.counted, zone))
        assert all_comparable(by_hour(SINCE, UNTIL, brand)) == hours
        days = grouped(told, lambda chat, zone=zone: chat.counted.astimezone(zone).date())
        assert all_comparable(by_day(SINCE, UNTIL, brand)) == days


@pytest.mark.parametrize("seed", range(4, 6))
def test_credit_goes_to_whom_it_belongs(desk: Desk, seed: int):
    stories(desk, Random(seed), 40)
    roll_up()
    told, stored = desk.all_told(), kpis_by_agent(SINCE, UNTIL)

    for agent in desk.office.agents:
        whose = [chat for chat in told if str(chat.responder or chat.holder) == str(agent.uuid)]
        expected = reckoned(whose)
        found = comparable(stored[agent.pk])
        assert without_others(found) == without_others(expected)
        dropped = [c for c in told if c.outcome == "dropped" and c.holder == str(agent.uuid)]
        assert found.get("dropped", 0) == len(dropped)
        sent = [
            event
            for chat in told
            for event in chat.events
            if event.kind == "message" and event.by_uuid == agent.uuid
        ]
        assert found.get("messages", 0) == len(sent)
        assert found.get("characters", 0) == sum(len(event.body) for event in sent)
    total = sum(stored.values(), Tally())
    assert total.chats == len(told)
    assert total.dropped == sum(chat.outcome == "dropped" for chat in told)


def test_counting_again_from_nothing_gives_the_same_rows(desk: Desk):
    conversations = stories(desk, Random(11), 40)
    roll_up()
    before = rows()

    for model in (HeldSpan, ChatFact, KpiHour):
        model.objects.all().delete()
    derive_facts(conversations)
    roll_up()

    assert rows() == before
    assert derive_facts(conversations) == []
    assert roll_up() == 0


def test_stored_facts_equal_the_log(desk: Desk):
    for conversation in stories(desk, Random(12), 30):
        stored = list(facts_of(conversation))
        assert [row.first_seq for row in stored] == [
            one.first_seq for one in chats_of(conversation)
        ]
        for row, facts in zip(stored, chats_of(conversation), strict=True):
            for name in ("outcome", "clock_start", "first_response", "handle_time",
                         "transcript_hash", "is_billable", "why_not", "settled_at"):  # fmt: skip
                assert getattr(row, name) == getattr(facts, name)


def test_a_late_rating_counts_its_hour_again(desk: Desk):
    over = log(said("09:00:00", VISITOR), said("09:00:09", JANA), closed("09:01:00", JANA))
    conversation = store(desk.brands[0], over)
    derive_facts([conversation])
    roll_up()

    append(conversation, [rated("11:00:00", 4)._replace(seq=4)])
    (changed,) = derive_facts([conversation])
    roll_up()

    assert (changed.rating, changed.last_seq) == (4, 3)
    assert KpiHour.objects.get(brand=desk.brands[0]).good_ratings == 1


def test_a_chat_is_not_settled_while_its_visitor_may_come_back(desk: Desk):
    brand = desk.brands[1]
    over = log(said("09:00:00", VISITOR), said("09:00:09", JANA), closed("09:01:00", JANA))
    conversation = store(brand, over)
    derive_facts([conversation])
    (settled,) = settled_facts(brand, SINCE, UNTIL)
    assert settled.is_billable

    # Back in time, but the facts have not been derived since.
    append(conversation, [reopened("09:05:59")._replace(seq=4)])
    assert not settled_facts(brand, SINCE, UNTIL).exists()
    derive_facts([conversation])
    assert not settled_facts(brand, SINCE, UNTIL).exists()
    assert not ChatFact.objects.get(conversation=conversation).is_billable


def reckoned(told: list[Told]) -> dict[str, Any]:
    counted = reference.count(told)
    return {name: counted[name] for name in NAMES if counted.get(name)}


def comparable(found: Kpis) -> dict[str, Any]:
    return {name: getattr(found, name) for name in NAMES if getattr(found, name)}


def all_comparable(found: dict[Any, Kpis]) -> dict[Any, dict[str, Any]]:
    return {key: comparable(one) for key, one in found.items()}


def grouped(told: list[Told], key: Any) -> dict[Any, dict[str, Any]]:
    groups: dict[Any, list[Told]] = defaultdict(list)
    for chat in told:
        groups[key(chat)].append(chat)
    return {key: reckoned(chats) for key, chats in groups.items()}


def without_others(counted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in counted.items() if name not in OTHERS}


def rows() -> list[Any]:
    names = [field.attname for field in KpiHour._meta.concrete_fields if field.attname != "id"]
    counted = KpiHour.objects.order_by("brand", "hour", "agent").values_list(*names)
    held = HeldSpan.objects.order_by("agent", "since", "until", "hour")
    return [*counted, *held.values_list("agent", "hour", "since", "until")]
