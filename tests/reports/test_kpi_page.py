"""The KPI page: what it shows are the queries' numbers, whatever is filtered."""

import csv
import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from agents.models import Agent
from reports.queries.kpis import kpis
from tenants.models import Role
from tests.factories import Office, make_lead
from tests.reports.desk import busy_day


@pytest.fixture
def chats(office: Office):
    return busy_day(office)


def measured(measures: list[Any]) -> dict[str, Any]:
    return {measure.kpi.key: measure.value for measure in measures}


def test_the_tiles_are_what_the_query_says(office: Office, owner: Client, chats):
    shown = owner.get("/office/kpis/").context

    tiles = measured(shown["tiles"])
    with office.scope():
        said = kpis(shown["period"].since, shown["period"].until)
    assert (tiles["chats"], tiles["service_level"]) == (said.offered, said.service_level)
    assert tiles["first_response"] == said.first_response_median
    assert (said.chats, said.answered) == (3, 2)


def test_tiles_charts_and_tables_add_up_to_the_same(office: Office, owner: Client, chats):
    for period in ("today", "7", "28", "month"):
        shown = owner.get("/office/kpis/", {"period": period}).context
        offered = measured(shown["tiles"])["chats"]

        charts = shown["charts"]
        assert sum(charts["chats"].totals) == offered
        if charts["week"]:
            assert sum(sum(row) for row in charts["week"].values) == offered
        for table in shown["tables"].values():
            assert sum(measured(row.measures)["chats"] for row in table.rows) == offered


def test_filters_narrow_everything(office: Office, owner: Client, chats):
    with office.scope():
        other = Agent.objects.exclude(pk=office.agent.pk).get()
    narrowed: list[tuple[dict[str, Any], int]] = [
        ({"brand": office.brand.uuid}, 3),
        ({"brand": office.brands[1].uuid}, 0),
        ({"agent": office.agent.uuid}, 3),
        ({"agent": other.uuid}, 0),
        ({"period": "free", "first": "2020-01-01", "last": "2020-02-01"}, 0),
    ]

    for filters, expected in narrowed:
        shown = owner.get("/office/kpis/", filters).context
        assert measured(shown["tiles"])["chats"] == expected
        assert sum(shown["charts"]["chats"].totals) == expected


def test_what_is_not_understood_is_not_filtered_by(office: Office, owner: Client, chats):
    nonsense = {"brand": "x", "agent": "y", "period": "z", "first": "never"}

    shown = owner.get("/office/kpis/", nonsense).context

    assert measured(shown["tiles"])["chats"] == 3
    assert len(shown["period"].days) == 28


@pytest.mark.parametrize(
    ("first", "last"),
    [("0001-01-01", "0001-01-02"), ("9999-12-31", "9999-12-31"), ("0002-02-02", "")],
)
def test_a_day_that_no_calendar_has_is_not_filtered_by(
    office: Office, owner: Client, first: str, last: str
):
    """A browser's calendar sends such days while a year is being typed."""
    asked = {"period": "free", "first": first, "last": last}

    shown = owner.get("/office/kpis/", asked)

    assert shown.status_code == 200
    assert shown.context["period"].is_one_day
    assert owner.get("/office/kpis/export/", asked).status_code == 200


def test_leads_stand_beside_the_chats(office: Office, owner: Client, chats):
    make_lead(office, chats[0])

    shown = owner.get("/office/kpis/").context

    assert measured(shown["tiles"])["leads"] == 1
    brands = {row.name: measured(row.measures) for row in shown["tables"]["brands"].rows}
    assert brands[office.brand.name]["lead_share"] == 0.5
    assert brands[office.brands[1].name]["lead_share"] is None


def test_another_agencys_chats_are_not_counted(
    office: Office, other_office: Office, owner: Client, chats
):
    busy_day(other_office)

    shown = owner.get("/office/kpis/")

    assert measured(shown.context["tiles"])["chats"] == 3
    assert other_office.brand.name not in shown.content.decode()


def test_an_export_is_the_table_of_the_page(office: Office, owner: Client, chats):
    filters = {"brand": str(office.brand.uuid), "period": "7"}
    table = owner.get("/office/kpis/", filters).context["tables"]["brands"]

    answer = owner.get("/office/kpis/export/", filters | {"table": "brands", "format": "csv"})

    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == table.headings
    assert lines[1] == [str(cell) if cell is not None else "" for cell in table.cells[0]]
    assert lines[1][:2] == [office.brand.name, "3"]
    assert answer["Content-Disposition"].startswith('attachment; filename="kpis-20')
    assert len(lines) == 2


def test_no_name_becomes_a_formula_in_an_export(office: Office, owner: Client, chats):
    with office.scope():
        Agent.objects.filter(pk=office.agent.pk).update(name="=cmd|'/c calc'!A1")
    asked = {"table": "agents", "format": "csv"}

    text = owner.get("/office/kpis/export/", asked).content.decode("utf-8-sig")
    book = owner.get("/office/kpis/export/", asked | {"format": "xlsx"}).content

    assert "\"'=cmd|" in text
    with ZipFile(io.BytesIO(book)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet


@pytest.mark.parametrize("role", Role.values)
def test_only_the_office_sees_it(office: Office, role: str):
    client = Client()
    client.force_login(office.members[role].user)

    codes = {client.get(f"/office/kpis/{page}").status_code for page in ("", "export/")}

    assert codes == {200 if role in (Role.OWNER, Role.SUPERVISOR) else 404}
