"""Leads over REST: what is answered is what the schema tells, and each role does its own."""

import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from leads.actions.forms import save_destination
from leads.models import Lead, LeadStep
from tenants.models import Role
from tests.conversations.test_schema import check, post, signed_in
from tests.factories import Office, make_access, make_dispute, make_lead, say
from tests.leads.conftest import ANNA

Schema = dict[str, Any]


@pytest.fixture
def clients(office: Office) -> dict[str, Client]:
    return {role: signed_in(office, role) for role in Role.values}


def body(**values: str) -> dict[str, Any]:
    return {"client_id": str(uuid4()), "values": ANNA | values}


def test_what_stands_beside_a_chat(openapi, office, clients):
    access = make_access(office.brand)
    office_talk = say(office.brand, access, "Volajte 0905/123 456", name="Anna", email="a@b.sk")
    say(office.brand, access, "alebo píšte na Anna@Firma.sk, objednávka 0911222333")
    earlier = make_lead(office, say(office.brand, make_access(office.brand)))
    api = f"/api/v1/conversations/{office_talk.uuid}/lead"

    answer = clients[Role.AGENT].get(api)

    check(openapi, "conversation_lead", answer)
    panel = answer.json()
    assert panel["suggestions"] == [
        {"field": "name", "value": "Anna", "text": "Anna"},
        {"field": "phone", "value": "+421905123456", "text": "0905/123 456"},
        {"field": "email", "value": "anna@firma.sk", "text": "Anna@Firma.sk"},
        {"field": "email", "value": "a@b.sk", "text": "a@b.sk"},
    ]
    assert [(one["id"], one["by"]) for one in panel["duplicates"]] == [(str(earlier.uuid), "phone")]
    assert panel["lead"] is None
    keys = [one["key"] for one in panel["form"]["fields"]]
    assert keys == ["name", "phone", "email", "request", "category"]


def test_what_is_typed_is_looked_for_too(openapi, office, clients, talk):
    make_lead(office, say(office.brand, make_access(office.brand)), email="eva@firma.sk")
    api = f"/api/v1/conversations/{talk.uuid}/lead"

    for query, by in (({"phone": "0905 123 456"}, "phone"), ({"email": "EVA@firma.sk"}, "email")):
        (one,) = clients[Role.AGENT].get(api, query).json()["duplicates"]
        assert one["by"] == by
    assert clients[Role.AGENT].get(api, {"phone": "0905"}).json()["duplicates"] == []


def test_a_flood_of_signs_does_not_keep_an_agent_waiting(office, clients):
    """It takes long to see that these are no addresses. What was said last is read."""
    access = make_access(office.brand)
    talk = say(office.brand, access, "0905 123 456")
    for _ in range(50):
        say(office.brand, access, f"{'a' * 2000}@{'.' * 1999}")
    say(office.brand, access, "eva@firma.sk")

    begun = time.process_time()
    answer = clients[Role.AGENT].get(f"/api/v1/conversations/{talk.uuid}/lead")

    assert time.process_time() - begun < 2
    assert [one["value"] for one in answer.json()["suggestions"]] == ["eva@firma.sk"]


def test_only_what_the_visitor_says_is_offered(office, clients, talk):
    api = f"/api/v1/conversations/{talk.uuid}"
    post(clients[Role.AGENT], f"{api}/messages", client_id=str(uuid4()), body="Volajte 0905123456")

    assert clients[Role.AGENT].get(f"{api}/lead").json()["suggestions"] == []


def test_capturing_over_rest(openapi, office, clients, talk):
    api = f"/api/v1/conversations/{talk.uuid}/lead"
    first = body() | {"value": "1200.00", "currency": "EUR"}

    made = post(clients[Role.AGENT], api, **first)
    again = post(clients[Role.AGENT], api, **first)
    corrected = post(clients[Role.AGENT], api, **body(phone="0911 222 333"))
    wrong = post(clients[Role.AGENT], api, **body(phone="1"))

    assert [one.status_code for one in (made, again, corrected, wrong)] == [201, 200, 200, 400]
    for answer in (made, again, corrected):
        check(openapi, "conversation_lead_capture", answer)
    check(openapi, "conversation_lead_capture", wrong, refused=400)
    assert again.json() == made.json()
    assert (made.json()["value"], made.json()["currency"]) == ("1200.00", "EUR")
    assert corrected.json()["phone"] == "+421911222333"
    assert set(wrong.json()["fields"]) == {"phone"}


@pytest.mark.parametrize(
    "change",
    [
        {"values": []},
        {"values": {"name": {"a": 1}}},
        {"values": {"name": "a\u0000b"}},
        {"client_id": "1"},
        {"value": "-1"},
        {"value": "1e20"},
        {"value": "NaN"},
        {"currency": "euro"},
    ],
)
def test_what_makes_no_sense_is_invalid(openapi, clients, talk, change):
    answer = post(clients[Role.AGENT], f"/api/v1/conversations/{talk.uuid}/lead", **body() | change)

    check(openapi, "conversation_lead_capture", answer, refused=400)


def test_lists_and_pages_for_everybody(openapi, office, clients, lead):
    make_dispute(office, lead)
    for role in Role.values:
        client = clients[role]
        check(openapi, "lead_list", client.get("/api/v1/leads"))
        check(openapi, "lead", client.get(f"/api/v1/leads/{lead.uuid}"))
        check(openapi, "lead_deliveries", client.get(f"/api/v1/leads/{lead.uuid}/deliveries"))
        answer = client.get("/api/v1/disputes?status=open")
        check(openapi, "dispute_list", answer)
        (row,) = answer.json()["results"]
        check(openapi, "dispute", client.get(f"/api/v1/disputes/{row['dispute']['id']}"))
        assert row["lead"]["dispute"] == row["dispute"]
    check(openapi, "lead_form_list", clients[Role.AGENT].get("/api/v1/lead-forms"))


def test_leads_are_filtered(office, clients, lead, captured):
    captured(phone="0911 222 333", email="")
    manager = clients[Role.CLIENT_MANAGER]
    post(manager, f"/api/v1/leads/{lead.uuid}/status", status="won", value="500")

    def listed(**query: str) -> list[str]:
        return [one["name"] for one in manager.get("/api/v1/leads", query).json()["results"]]

    assert len(listed()) == 2
    assert len(listed(status="won")) == len(listed(status="new")) == 1
    assert len(listed(brand=str(office.brand.uuid))) == 2
    assert manager.get("/api/v1/leads", {"brand": str(office.brands[1].uuid)}).status_code == 404
    assert manager.get("/api/v1/leads", {"status": "odd"}).status_code == 400


def test_a_list_asks_the_database_the_same_whatever_its_length(office, clients, captured):
    client = clients[Role.CLIENT_VIEWER]
    asked = []
    for number in range(3):
        make_dispute(office, captured(phone=f"090512345{number}", email=""))
        client.get("/api/v1/leads")
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get("/api/v1/leads").json()["results"]) == number + 1
        asked.append(len(queries))

    assert asked[0] == asked[1] == asked[2]


def test_the_manager_acts_and_the_viewer_looks(openapi, office, clients, lead):
    api = f"/api/v1/leads/{lead.uuid}"
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("lead_status", f"{api}/status", {"status": "won", "value": "900.00"}),
        ("lead_resend", f"{api}/resend", {}),
        ("lead_dispute", f"{api}/dispute", {"reason": "spam", "comment": "?"}),
    ]
    for name, address, fields in acts:
        for role in (Role.CLIENT_VIEWER, Role.AGENT):
            refused = post(clients[role], address, **fields)
            check(openapi, name, refused, refused=403)
        check(openapi, name, post(clients[Role.CLIENT_MANAGER], address, **fields))
    with office.scope():
        assert [step.status for step in LeadStep.objects.all()] == ["won"]
        lead.refresh_from_db()
    assert (lead.status, str(lead.value)) == ("won", "900.00")


def test_the_office_answers_a_dispute(openapi, office, clients, lead):
    dispute = make_dispute(office, lead)
    api = f"/api/v1/disputes/{dispute.uuid}/answer"

    for role in (Role.AGENT, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER):
        check(openapi, "dispute_answer", post(clients[role], api, accept=True), refused=403)
    wordless = post(clients[Role.SUPERVISOR], api, accept=False)
    check(openapi, "dispute_answer", wordless, refused=400)
    answer = post(clients[Role.SUPERVISOR], api, accept=False, answer="Nie.")
    check(openapi, "dispute_answer", answer)
    assert answer.json()["dispute"]["status"] == "refused"
    again = post(clients[Role.SUPERVISOR], api, accept=True)
    check(openapi, "dispute_answer", again, refused=409)
    assert again.json()["code"] == "dispute_closed"


def test_saying_the_same_again_is_no_step(office, clients, lead):
    for status in ("accepted", "accepted", "rejected", "accepted"):
        post(clients[Role.CLIENT_MANAGER], f"/api/v1/leads/{lead.uuid}/status", status=status)

    with office.scope():
        steps = [step.status for step in LeadStep.objects.order_by("pk")]
    assert steps == ["accepted", "rejected", "accepted"]


def test_receipts_are_shown(openapi, office, clients):
    with office.scope():
        save_destination(
            None,
            brand=office.brand,
            member=office.members[Role.CLIENT_MANAGER],
            kind="webhook",
            address="https://crm.firma.sk/leads",
        )
    lead = make_lead(office, say(office.brand, make_access(office.brand)))
    with office.scope():
        receipt = {"at": "2026-10-17T08:00:00+00:00", "ok": False, "detail": "503", "ms": 12}
        Lead.objects.get(pk=lead.pk).deliveries.update(receipts=[receipt], attempts=1)

    answer = clients[Role.CLIENT_VIEWER].get(f"/api/v1/leads/{lead.uuid}/deliveries")

    check(openapi, "lead_deliveries", answer)
    (delivery,) = answer.json()["results"]
    assert delivery["receipts"][0]["text"] == "The server answered 503."
    assert "secret" not in answer.content.decode()


def test_clients_do_not_see_what_is_beside_a_chat(clients, talk):
    for role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER):
        client = clients[role]
        assert client.get(f"/api/v1/conversations/{talk.uuid}/lead").status_code == 403
        assert client.get("/api/v1/lead-forms").status_code == 403
