"""The jobs find what is due by asking, whoever ran before and whatever was missed."""

from datetime import timedelta
from io import StringIO
from random import Random
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import now

from agents.models import PresenceSpan
from conversations.actions.conversations import close_conversation, rate_conversation
from conversations.actions.messages import write_as_member
from conversations.actions.visitors import author_of_visitor
from conversations.models import Conversation
from reports import periodic
from reports.actions.facts import derive_due
from reports.models import AgentHour, ChatFact, KpiHour, Progress, StaleHour
from reports.queries.due import agencies_to_derive, agencies_to_roll_up
from reports.spans import hour_of
from tenants.scoping import every_tenant
from tests.factories import Office, make_access, make_available, open_office, say
from tests.reports.desk import busy_day
from tests.reports.stored import random_log, store


@pytest.fixture
def office(committed_db) -> Office:
    office = open_office("Halo")
    make_available(office.agent)
    return office


def a_chat(office: Office) -> Conversation:
    conversation = say(office.brand, make_access(office.brand), "Do you ship to Brno?")
    with office.scope():
        write_as_member(conversation, member=office.member, body="Yes, we do.", client_id=uuid4())
        close_conversation(conversation, member=office.member, outcome="solved")
    return conversation


def rate(office: Office, conversation: Conversation, score: int) -> None:
    with office.scope():
        by = author_of_visitor(conversation.visitor)
        rate_conversation(conversation, by=by, score=score, comment="", client_id=uuid4())


def counted(office: Office) -> dict[str, int]:
    with office.scope():
        rows = list(KpiHour.objects.all())
        names = ("handled", "ratings", "good_ratings")
        return {name: sum(getattr(row, name) for row in rows) for name in names} if rows else {}


def sweep() -> None:
    periodic.derive_facts()
    periodic.roll_up()


def test_a_chat_that_ends_is_counted(office: Office):
    a_chat(office)
    sweep()

    assert counted(office) == {"handled": 1, "ratings": 0, "good_ratings": 0}
    with office.scope():
        fact = ChatFact.objects.get()
        assert (fact.agent, fact.outcome, fact.is_billable) == (office.agent, "handled", True)


def test_an_open_chat_is_not_counted_yet(office: Office):
    say(office.brand, make_access(office.brand))
    sweep()

    assert counted(office) == {}


def test_a_rating_given_later_is_found(office: Office):
    conversation = a_chat(office)
    sweep()
    rate(office, conversation, 5)
    sweep()

    assert counted(office) == {"handled": 1, "ratings": 1, "good_ratings": 1}


def test_nothing_is_asked_twice_of_an_agency_where_nothing_happened(office: Office):
    a_chat(office)
    with every_tenant():
        assert office.agency.pk in agencies_to_derive()
    sweep()

    with every_tenant():
        assert office.agency.pk not in agencies_to_derive()
        assert office.agency.pk not in agencies_to_roll_up(hour_of(now()))


def test_a_database_that_was_restored_is_read_from_the_beginning(office: Office):
    a_chat(office)
    sweep()
    with office.scope():
        Progress.objects.update(changed_in=2**60)
        ChatFact.objects.all().delete()
    # Its place is ahead of every change, so nothing looks due until something happens.
    conversation = a_chat(office)
    with office.scope():
        derive_due()

    with office.scope():
        assert ChatFact.objects.count() == 2
        assert ChatFact.objects.filter(conversation=conversation).exists()


def test_more_chats_of_one_transaction_than_a_step_takes(office: Office, monkeypatch):
    monkeypatch.setattr("reports.actions.facts.BATCH", 3)
    random = Random(1)
    with office.scope():
        for _ in range(10):
            store(office.brand, random_log(random, office, is_over=True))
    sweep()

    with office.scope():
        assert ChatFact.objects.values("conversation").distinct().count() == 10


def test_hours_of_presence_are_counted_when_the_clock_has_ended_them(office: Office):
    ended = hour_of(now())
    with office.scope():
        PresenceSpan.objects.create(
            agency_id=office.agency.pk,
            agent=office.agents[1],
            status="available",
            started_at=ended - timedelta(minutes=90),
            ended_at=ended - timedelta(minutes=20),
        )
        Progress.objects.update(hours_until=None)
    periodic.roll_up()

    with office.scope():
        rows = AgentHour.objects.filter(agent=office.agents[1]).order_by("hour")
        available = [row.available / timedelta(minutes=1) for row in rows]
        assert available == [30, 40]


def test_counting_anew_finds_what_is_wrong_and_mends_it(office: Office):
    random = Random(2)
    with office.scope():
        for _ in range(8):
            store(office.brand, random_log(random, office, is_over=True))
    sweep()
    slug = office.agency.slug
    assert recomputed(slug) == f"{slug}: 0 chats corrected; hours are as they were.\n"

    with office.scope():
        ChatFact.objects.filter(pk=ChatFact.objects.earliest("pk").pk).update(visitor_words=99)
        KpiHour.objects.update(handled=99)
    assert recomputed(slug) == f"{slug}: 1 chats corrected; hours have changed.\n"
    assert recomputed(slug) == f"{slug}: 0 chats corrected; hours are as they were.\n"
    with office.scope():
        assert not StaleHour.objects.exists()


def test_counting_anew_takes_no_offence_at_an_hour_that_still_runs(office: Office):
    """Whoever is at work has been available for longer than a moment ago."""
    busy_day(office)
    with office.scope():
        assert AgentHour.objects.filter(agent=office.agent).exists()

    assert recomputed(office.agency.slug).endswith("hours are as they were.\n")


def recomputed(slug: str) -> str:
    """What the command says, but for the number of hours."""
    said = StringIO()
    call_command("recompute_kpis", agency=slug, stdout=said)
    before, _, after = said.getvalue().partition("; ")
    return f"{before}; hours {after.partition('anew ')[2]}"


def test_an_agency_that_is_not_there(office: Office):
    with pytest.raises(CommandError):
        call_command("recompute_kpis", agency="nobody", stdout=StringIO())
