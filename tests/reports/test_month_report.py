"""The month report of the portal: a brand's month in its own zone, for both client roles."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from reports.models import ChatFact
from reports.month import month_report
from reports.periods import Period
from reports.queries.kpis import kpis
from tenants.models import Role
from tests.factories import Office, make_lead
from tests.reports.desk import answered_chat, busy_day, count

PRAGUE = ZoneInfo("Europe/Prague")


def signed_in(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.members[role].user)
    return client


@pytest.fixture
def manager(office: Office) -> Client:
    return signed_in(office, Role.CLIENT_MANAGER)


def tiles(report: Any) -> dict[str, Any]:
    return {tile.measure.kpi.key: tile.measure.value for tile in report.tiles}


@pytest.mark.parametrize("role", Role.values)
def test_it_is_for_clients_of_both_roles(office: Office, role: str):
    busy_day(office)

    answer = signed_in(office, role).get("/portal/report/")

    assert answer.status_code == (200 if role.startswith("client") else 404)


def test_its_numbers_are_the_queries(office: Office, manager: Client):
    chats = busy_day(office)
    make_lead(office, chats[0])

    report = manager.get("/portal/report/").context["report"]

    with office.scope():
        said = kpis(report.shown.since, report.shown.until, brand=office.brand)
    shown = tiles(report)
    assert (shown["chats"], shown["leads"]) == (said.offered, 1)
    assert shown["service_level"] == said.service_level
    assert sum(report.charts["chats"].totals) == said.offered
    assert sum(report.charts["leads"].totals) == 1
    assert sum(number for _, number in report.lead_statuses) == 1


def test_it_shows_nothing_of_a_brand_that_is_not_theirs(office: Office, manager: Client):
    busy_day(office)

    shown = manager.get("/portal/report/", {"brand": str(office.brands[1].uuid)})

    assert shown.context["report"].brand == office.brand
    assert office.brands[1].name not in shown.content.decode()


def test_questions_without_an_answer_are_listed_with_their_chats(office: Office, manager: Client):
    *_, lost = busy_day(office)

    shown = manager.get("/portal/report/")

    assert [one.text for one in shown.context["report"].questions] == ["Is anybody there?"]
    assert f'href="/portal/chats/{lost.uuid}/"' in shown.content.decode()


def test_months_follow_each_other_up_to_this_one(manager: Client):
    running = manager.get("/portal/report/").context
    last = manager.get("/portal/report/", {"month": running["report"].month.month_before.month})
    nonsense = manager.get("/portal/report/", {"month": "2026-99"}).context

    assert (running["is_running"], running["has_next"]) == (True, False)
    assert (last.context["is_running"], last.context["has_next"]) == (False, True)
    assert nonsense["report"].month == running["report"].month


@pytest.mark.parametrize("month", ["2000-01", "2099-12"])
def test_a_month_without_anything_is_an_empty_report(manager: Client, month: str):
    shown = manager.get("/portal/report/", {"month": month})

    assert shown.status_code == 200
    assert {tile.measure.value or None for tile in shown.context["report"].tiles} == {None}


def test_a_running_month_is_compared_with_as_many_days(office: Office):
    may = Period.month_of(date(2026, 5, 1), PRAGUE)
    with office.scope():
        running = month_report(office.brand, may, date(2026, 5, 10))
        over = month_report(office.brand, may, date(2026, 6, 2))

    assert (running.shown.last, running.before.last) == (date(2026, 5, 10), date(2026, 4, 10))
    assert (over.shown.last, over.before.last) == (date(2026, 5, 31), date(2026, 4, 30))


def test_a_better_month_says_so(office: Office):
    chats = busy_day(office)
    answered_chat(office)
    count(office)
    with office.scope():
        day = ChatFact.objects.get(conversation=chats[0]).day
        month = Period.month_of(day, ZoneInfo(office.brand.time_zone))
        report = month_report(office.brand, month, day)

    changes = {
        tile.measure.kpi.key: (tile.change.text, tile.change.verdict)
        for tile in report.tiles
        if tile.change
    }
    assert changes == {"chats": ("+4", ""), "missed": ("+1", "bad"), "leads": ("±0", "")}
