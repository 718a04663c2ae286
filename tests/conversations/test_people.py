"""People come, change and go; their conversations stay with the team."""

import pytest
from django.test import Client

from agents.models import Agent, Assignment
from conversations.models import Conversation, Status
from tenants.models import Membership, Role
from tenants.scoping import tenant_scope
from tests.factories import Office, make_access, make_available, say

NEW = {"name": "New Hand", "email": "New@Example.com", "role": Role.AGENT, "password": ""}


def signed_in(member: Membership) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def page(member: Membership) -> str:
    return f"/office/people/{member.uuid}/"


def test_an_added_agent_signs_in_with_the_password_shown_once(office: Office, owner: Client):
    answer = owner.post("/office/people/new/", NEW)

    password = answer.context["password"]
    assert password in answer.content.decode()
    assert Client().login(email="new@example.com", password=password)
    with office.scope():
        assert Agent.objects.filter(membership__user__email="new@example.com").count() == 1


def test_somebody_with_an_account_keeps_their_password(office: Office, other_office: Office):
    known = other_office.members[Role.AGENT].user
    owner = signed_in(office.members[Role.OWNER])

    answer = owner.post("/office/people/new/", NEW | {"email": known.email})

    assert answer.context["password"] is None
    assert "password they have" in answer.content.decode()


def test_nobody_is_added_twice(office: Office, owner: Client):
    email = office.members[Role.AGENT].user.email

    answer = owner.post("/office/people/new/", NEW | {"email": email})

    assert "This person is a member already." in answer.content.decode()


def test_a_weak_first_password_is_refused(owner: Client):
    answer = owner.post("/office/people/new/", NEW | {"password": "12345"})

    assert "too short" in answer.content.decode()


def test_the_last_owner_stays(office: Office, owner: Client):
    me = office.members[Role.OWNER]

    demoted = owner.post(page(me), {"role": Role.AGENT, "is_active": "on"})
    gone = owner.post(page(me), {"role": Role.OWNER})

    for answer in (demoted, gone):
        assert "An agency needs an owner." in answer.content.decode()
    with office.scope():
        assert Membership.objects.get(pk=me.pk).role == Role.OWNER


def test_a_supervisor_makes_and_changes_no_owner(office: Office):
    supervisor = signed_in(office.members[Role.SUPERVISOR])
    me, owner = office.members[Role.SUPERVISOR], office.members[Role.OWNER]

    supervisor.post(page(me), {"role": Role.OWNER, "is_active": "on"})
    supervisor.post(page(owner), {"role": Role.AGENT, "is_active": "on"})
    supervisor.post("/office/people/new/", NEW | {"role": Role.OWNER})

    with office.scope():
        owners = Membership.objects.filter(role=Role.OWNER)
        assert list(owners.values_list("pk", flat=True)) == [owner.pk]


def test_somebody_taken_out_is_out_at_once(office: Office, owner: Client):
    agent = signed_in(office.member)
    assert agent.get("/console/").status_code == 200

    owner.post(page(office.member), {"role": Role.AGENT})

    assert agent.get("/").status_code == 403
    assert agent.get("/console/").status_code == 302
    assert agent.get("/api/v1/console").status_code == 401


def test_who_leaves_returns_what_they_hold(office: Office, owner: Client):
    make_available(office.agent)
    conversation = say(office.brand, make_access(office.brand))
    assert conversation.agent == office.agent

    owner.post(page(office.member), {"role": Role.AGENT})

    with office.scope():
        row = Conversation.objects.get(pk=conversation.pk)
        assert (row.status, row.agent_id) == (Status.WAITING, None)
        assert Agent.objects.get(pk=office.agent.pk).load == 0


def test_an_agent_who_becomes_a_client_serves_no_brand(office: Office, owner: Client):
    owner.post(page(office.member), {"role": Role.CLIENT_VIEWER, "is_active": "on"})

    with office.scope():
        assert not Assignment.objects.filter(agent=office.agent).exists()
        assert not office.member.accesses.exists()


def test_an_ended_assignment_returns_the_brands_chats(office: Office, owner: Client):
    make_available(office.agent)
    conversation = say(office.brand, make_access(office.brand))
    address = f"{page(office.member)}brands/{office.brand.uuid}/"

    owner.post(f"{address}end/")

    with office.scope():
        assert Conversation.objects.get(pk=conversation.pk).status == Status.WAITING
        assert not Assignment.objects.filter(agent=office.agent).exists()


def test_a_supervisor_can_be_assigned_a_brand(office: Office, owner: Client):
    supervisor = office.members[Role.SUPERVISOR]
    address = f"{page(supervisor)}brands/{office.brand.uuid}/"

    answer = owner.post(address, {"alias": "Sam", "photo": "", "tier": "2_backup"})

    assert answer.status_code == 302
    with office.scope():
        assert Assignment.objects.get(agent__membership=supervisor).alias == "Sam"


@pytest.mark.parametrize("photo", ["https://evil.example/a.png", "//evil.example/a.png", "a.png"])
def test_a_photo_comes_from_this_server(office: Office, owner: Client, photo: str):
    address = f"{page(office.member)}brands/{office.brand.uuid}/"

    answer = owner.post(address, {"alias": "Eva", "photo": photo, "tier": "1_primary"})

    assert "Begin with a slash" in answer.content.decode()


def test_an_agents_capacity_is_the_offices_to_set(office: Office, owner: Client):
    given = {"agent-name": "Eva", "agent-capacity": "2"}

    owner.post(f"{page(office.member)}capacity/", given)

    with office.scope():
        agent = Agent.objects.get(pk=office.agent.pk)
    assert (agent.name, agent.capacity) == ("Eva", 2)


def test_a_client_sees_the_brands_the_office_chose(office: Office, owner: Client):
    manager = office.members[Role.CLIENT_MANAGER]

    owner.post(f"{page(manager)}brands/", {"brands": [office.brands[1].uuid]})

    shown = signed_in(manager).get("/portal/").content.decode()
    assert office.brands[1].name in shown
    assert office.brands[0].name not in shown


def test_people_of_another_agency_are_not_there(office: Office, other_office: Office):
    owner = signed_in(office.members[Role.OWNER])

    assert owner.get(page(other_office.member)).status_code == 404
    with tenant_scope(other_office.agency.pk):
        assert Membership.objects.get(pk=other_office.member.pk).is_active
