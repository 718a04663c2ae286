"""What clients read of their leads, and what their managers do about them."""

from uuid import uuid4

import pytest
from django.test import Client

from conversations.actions.messages import write_as_member
from conversations.models import Conversation
from leads.actions.disputes import answer_dispute
from leads.models import Delivery, Destination, Dispute, Lead, LeadStatus
from tenants.models import Role
from tests.factories import (
    Office,
    make_access,
    make_available,
    make_destination,
    make_dispute,
    make_lead,
    say,
)

LISTS = ["leads/", "leads/export/", "destinations/"]


@pytest.fixture
def manager(office: Office) -> Client:
    return sign_in(office, Role.CLIENT_MANAGER)


@pytest.fixture
def viewer(office: Office) -> Client:
    return sign_in(office, Role.CLIENT_VIEWER)


def sign_in(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.members[role].user)
    return client


def page(client: Client, lead: Lead) -> str:
    return client.get(f"/portal/leads/{lead.uuid}/").content.decode()


@pytest.mark.parametrize("role", Role.values)
def test_the_pages_are_the_clients(office: Office, lead: Lead, role: str):
    client = sign_in(office, role)

    answers = {
        client.get(f"/portal/{page}").status_code for page in [*LISTS, f"leads/{lead.uuid}/"]
    }

    assert answers == ({200} if role in (Role.CLIENT_MANAGER, Role.CLIENT_VIEWER) else {404})


def test_clients_see_the_leads_of_their_brand_only(office: Office, manager: Client, lead: Lead):
    other = make_lead(office, say(office.brands[1], make_access(office.brands[1])), name="Hidden")

    listed = manager.get("/portal/leads/", {"period": "all"}).content.decode()
    file = manager.get("/portal/leads/export/", {"period": "all"}).content.decode()

    assert lead.name in listed
    assert lead.name in file
    assert "Hidden" not in listed + file
    assert manager.get(f"/portal/leads/{other.uuid}/").status_code == 404


def test_the_transcript_is_what_the_visitor_saw(
    office: Office, manager: Client, lead: Lead, talk: Conversation
):
    with office.scope():
        for body, is_note in (("Máme ju skladom.", False), ("Volal už minule.", True)):
            write_as_member(
                talk, member=office.member, body=body, client_id=uuid4(), is_note=is_note
            )

    shown = page(manager, lead)

    assert "Máme ju skladom." in shown
    assert f"Alias {office.agent.name}" in shown
    assert "Volal už minule." not in shown
    assert "captured a lead" not in shown


def test_a_viewer_only_looks(office: Office, viewer: Client, lead: Lead):
    destination = make_destination(office, office.brand, "leads@client.example")
    lead_page, brand = f"/portal/leads/{lead.uuid}/", f"/portal/brands/{office.brand.uuid}/"
    posts = {
        f"{lead_page}status/": {"status": "won"},
        f"{lead_page}dispute/": {"reason": "spam"},
        f"{lead_page}resend/": {},
        f"{brand}destinations/": {"kind": "email", "address": "me@client.example"},
        f"/portal/destinations/{destination.uuid}/": {"is_active": "no"},
    }

    answers = {viewer.post(address, data).status_code for address, data in posts.items()}

    assert answers == {404}
    # The menu of the side has forms as well: of the account, and no other.
    assert "/portal/leads/" + str(lead.uuid) + "/status/" not in page(viewer, lead)
    shown = viewer.get("/portal/destinations/").content.decode()
    assert "leads@client.example" in shown
    assert f"/portal/destinations/{destination.uuid}/" not in shown


def test_a_manager_says_what_became_of_a_lead(office: Office, manager: Client, lead: Lead):
    address = f"/portal/leads/{lead.uuid}/status/"

    assert manager.post(address, {"status": "won", "value": "1290.50"}).status_code == 302

    with office.scope():
        won = Lead.objects.get(pk=lead.pk)
    assert (won.status, str(won.value)) == (LeadStatus.WON, "1290.50")
    assert "€1,290.50" in page(manager, lead)


def test_amounts_are_read_and_written_as_the_language_does(
    office: Office, manager: Client, lead: Lead
):
    manager.post("/language", {"language": "sk"})

    manager.post(f"/portal/leads/{lead.uuid}/status/", {"status": "won", "value": "1290,50"})

    with office.scope():
        assert str(Lead.objects.get(pk=lead.pk).value) == "1290.50"
    assert "1 290,50 €".replace(" ", "\xa0") in page(manager, lead)


def test_a_value_that_was_a_mistake_is_taken_out(office: Office, manager: Client, lead: Lead):
    address = f"/portal/leads/{lead.uuid}/status/"
    manager.post(address, {"status": "accepted", "value": "1290000"})

    manager.post(address, {"status": "accepted", "value": ""})

    with office.scope():
        assert Lead.objects.get(pk=lead.pk).value is None


def test_a_status_that_is_the_agencys_is_refused(office: Office, manager: Client, lead: Lead):
    answer = manager.post(f"/portal/leads/{lead.uuid}/status/", {"status": "new"})

    assert answer.status_code == 200
    with office.scope():
        assert Lead.objects.get(pk=lead.pk).status == LeadStatus.NEW


def test_a_manager_disputes_and_reads_the_answer(office: Office, manager: Client, lead: Lead):
    address = f"/portal/leads/{lead.uuid}/dispute/"
    assert "Dispute this lead" in page(manager, lead)

    manager.post(address, {"reason": "wrong_number", "comment": "Číslo neexistuje."})
    asked = page(manager, lead)
    with office.scope():
        dispute = Dispute.objects.get(lead=lead)
        answer_dispute(
            dispute, member=office.members[Role.OWNER], accept=False, answer="Overili sme ho."
        )
    answered = page(manager, lead)

    assert (dispute.reason, dispute.comment) == ("wrong_number", "Číslo neexistuje.")
    assert "The agency answers until the end of" in asked
    assert "Dispute this lead" not in asked
    assert "Overili sme ho." in answered
    assert "Dispute it once more" in answered


def test_why_a_dispute_is_refused_is_said(office: Office, manager: Client, lead: Lead):
    make_dispute(office, lead)

    answer = manager.post(f"/portal/leads/{lead.uuid}/dispute/", {"reason": "spam"}, follow=True)

    assert "settled already" in answer.content.decode()


def test_what_is_not_charged_is_not_disputed(office: Office, manager: Client, talk: Conversation):
    lead = make_lead(office, talk, category="supplier")

    shown = page(manager, lead)

    assert "Not qualified" in shown
    assert "Dispute this lead" not in shown


def test_a_manager_has_a_lead_sent_again(office: Office, manager: Client, lead: Lead):
    assert f"{lead.uuid}/resend/" not in page(manager, lead)
    make_destination(office, office.brand, "leads@client.example")
    assert f"{lead.uuid}/resend/" in page(manager, lead)

    manager.post(f"/portal/leads/{lead.uuid}/resend/")

    with office.scope():
        assert Delivery.objects.filter(lead=lead).count() == 1


def test_managers_decide_where_leads_go(office: Office, manager: Client):
    address = f"/portal/brands/{office.brand.uuid}/destinations/"
    given = {f"brand-{office.brand.pk}-kind": "webhook"}
    given[f"brand-{office.brand.pk}-address"] = "https://crm.example/leads"

    answer = manager.post(address, given)

    with office.scope():
        destination = Destination.objects.get(brand=office.brand)
    assert destination.secret in answer.content.decode()
    assert destination.secret not in manager.get("/portal/destinations/").content.decode()
    assert manager.post(address.replace(str(office.brand.uuid), str(office.brands[1].uuid)), given)
    with office.scope():
        assert Destination.objects.count() == 1


def test_an_address_that_was_turned_off_is_added_again(office: Office, manager: Client):
    destination = make_destination(office, office.brand, "leads@client.example")
    manager.post(f"/portal/destinations/{destination.uuid}/", {"is_active": "no"})
    brand = f"brand-{office.brand.pk}"
    given = {f"{brand}-kind": "email", f"{brand}-address": "leads@client.example"}
    address = f"/portal/brands/{office.brand.uuid}/destinations/"

    assert manager.post(address, given).status_code == 302
    twice = manager.post(address, given).content.decode()

    assert "Leads are sent there already." in twice
    with office.scope():
        assert Destination.objects.get(brand=office.brand).is_active


def test_a_lead_that_waits_for_its_time_says_so(office: Office, manager: Client):
    make_available(office.agent)
    lead = make_lead(office, say(office.brand, make_access(office.brand)))

    assert "not yet" in page(manager, lead)
