"""Everybody gets the face of their role, and no other face is there for them."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from conversations.models import Conversation
from tenants.actions import grant_access, record, update_brand
from tenants.middleware import AGENCY_IN_SESSION
from tenants.models import Membership, Role
from tenants.scoping import tenant_scope
from tests.factories import Office, make_access, make_agency, make_member, say

FACES = {
    Role.OWNER: "/office/",
    Role.SUPERVISOR: "/office/",
    Role.AGENT: "/console/",
    Role.CLIENT_MANAGER: "/portal/",
    Role.CLIENT_VIEWER: "/portal/",
}
OFFICE_PAGES = ["", "now/", "brands/", "brands/new/", "people/", "people/new/", "chats/"]
OFFICE_PAGES += ["replies/", "replies/new/", "audit/"]


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


@pytest.mark.parametrize("role", Role.values)
def test_home_leads_to_the_face_of_the_role(office: Office, role: str):
    client = signed_in(office.members[role])

    assert client.get("/")["Location"] == FACES[Role(role)]


@pytest.mark.parametrize("page", OFFICE_PAGES)
def test_office_is_for_owner_and_supervisor(office: Office, page: str):
    answers = {
        role: signed_in(member).get(f"/office/{page}").status_code
        for role, member in office.members.items()
    }

    assert answers == {role: 200 if face == "/office/" else 404 for role, face in FACES.items()}


@pytest.mark.parametrize("page", ["", "chats/"])
def test_portal_is_for_clients(office: Office, page: str):
    answers = {
        role: signed_in(member).get(f"/portal/{page}").status_code
        for role, member in office.members.items()
    }

    assert answers == {role: 200 if face == "/portal/" else 404 for role, face in FACES.items()}


def test_strangers_are_asked_to_sign_in(client: Client, db):
    assert client.get("/")["Location"] == "/accounts/login/"
    assert client.get("/office/people/")["Location"] == "/accounts/login/?next=/office/people/"
    assert client.get("/portal/")["Location"] == "/accounts/login/?next=/portal/"


def test_somebody_of_two_agencies_switches_between_them(office: Office):
    owner = office.members[Role.OWNER]
    second = make_agency("Second desk")
    with tenant_scope(second.pk):
        make_member(second, Role.OWNER)
        Membership.objects.create(agency=second, user=owner.user, role=Role.AGENT)
    client = signed_in(owner)

    assert b"Second desk" in client.get("/office/").content
    assert client.post("/agency", {"agency": second.uuid}).status_code == 302
    assert client.session[AGENCY_IN_SESSION] == second.pk
    assert client.get("/")["Location"] == "/console/"


def test_nobody_switches_into_an_agency_they_are_not_in(office: Office, other_office: Office):
    client = signed_in(office.members[Role.OWNER])

    assert client.post("/agency", {"agency": other_office.agency.uuid}).status_code == 404
    assert AGENCY_IN_SESSION not in client.session


def test_the_language_stays_with_the_person(office: Office):
    client = signed_in(office.members[Role.OWNER])

    answer = client.post("/language", {"language": "sk", "next": "/office/audit/"})

    assert answer["Location"] == "/office/audit/"
    assert b'<html lang="sk"' in client.get("/office/").content
    office.members[Role.OWNER].user.refresh_from_db()
    assert office.members[Role.OWNER].user.language == "sk"


def test_after_the_language_one_stays_on_this_site(office: Office):
    client = signed_in(office.members[Role.OWNER])

    answer = client.post("/language", {"language": "sk", "next": "https://evil.example/"})

    assert answer["Location"] == "/"


def test_the_audit_tells_one_value_as_it_is_and_several_beside_each_other(office: Office):
    with office.scope():
        details = {"role": "agent", "fields": ["city", "street"], "version": 2}
        record(office.agency.pk, None, "tried.out", office.brand, **details)
    page = signed_in(office.members[Role.OWNER]).get("/office/audit/").content.decode()

    assert "fields: city, street" in page
    assert "role: agent" in page
    assert "version: 2" in page


def test_clients_read_the_time_where_their_brands_are(office: Office):
    here, there = office.brands
    client = signed_in(office.members[Role.CLIENT_MANAGER])
    begun = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
    with office.scope():
        update_brand(here, by=None, time_zone="Europe/London")
    chat = say(here, make_access(here))
    with office.scope():
        Conversation.objects.filter(pk=chat.pk).update(opened_at=begun)

    assert b"10 Mar 2026, 12:00" in client.get("/portal/chats/").content
    with office.scope():
        grant_access(office.members[Role.CLIENT_MANAGER], brand=there)
    # The agency's, when the brands are in different zones.
    assert b"10 Mar 2026, 13:00" in client.get("/portal/chats/").content
