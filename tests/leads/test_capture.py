"""An agent keeps what they learnt in a chat: once, checked, judged, and said in the log."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from conversations.actions.conversations import close_conversation
from conversations.actions.messages import write_as_member
from conversations.errors import ClientIdReused, NotAssigned
from conversations.models import Event
from leads.actions.capture import capture_lead
from leads.actions.delivery import claim_delivery, mark_delivered
from leads.actions.forms import save_destination, save_lead_form
from leads.errors import LeadDelivered
from leads.models import Delivery, Lead, LeadForm
from tenants.errors import Invalid
from tenants.models import Role
from tests.factories import make_access, make_available, open_office, say
from tests.leads.conftest import ANNA


def log(office, conversation) -> list[Event]:
    with office.scope():
        return list(Event.objects.filter(conversation=conversation, kind="lead"))


def test_a_lead_is_kept_in_one_form_and_said_in_the_log(office, talk):
    with office.agent_scope():
        lead = capture_lead(
            talk, member=office.member, values=ANNA, client_id=uuid4(), value=Decimal("1200.50")
        )

    assert (lead.name, lead.phone, lead.email) == (
        "Anna Kováčová",
        "+421905123456",
        "anna@firma.sk",
    )
    assert (lead.value, lead.currency, lead.status) == (Decimal("1200.50"), "EUR", "new")
    assert lead.is_qualified
    assert lead.agent == office.agent
    (event,) = log(office, talk)
    assert event.data == {"lead": str(lead.uuid), "qualified": True}
    assert event.by_uuid == office.agent.uuid


def test_capturing_twice_with_one_id_is_capturing_once(office, talk):
    client_id = uuid4()
    with office.agent_scope():
        first = capture_lead(talk, member=office.member, values=ANNA, client_id=client_id)
        again = capture_lead(
            talk, member=office.member, values=ANNA | {"name": "Eve"}, client_id=client_id
        )

    assert (again.pk, again.name) == (first.pk, "Anna Kováčová")
    assert len(log(office, talk)) == 1


def test_a_repeat_that_comes_after_a_correction_does_not_undo_it(office, talk):
    client_id = uuid4()
    with office.agent_scope():
        capture_lead(talk, member=office.member, values=ANNA, client_id=client_id)
        values = ANNA | {"phone": "0911 222 333"}
        capture_lead(talk, member=office.member, values=values, client_id=uuid4())
        again = capture_lead(talk, member=office.member, values=ANNA, client_id=client_id)

    assert again.phone == "+421911222333"
    assert len(log(office, talk)) == 2


def test_an_id_of_something_else_is_refused_and_nothing_is_kept(office, talk):
    client_id = uuid4()

    with office.agent_scope():
        write_as_member(
            talk, member=office.member, body="Asked before", client_id=client_id, is_note=True
        )
    with office.agent_scope():
        with pytest.raises(ClientIdReused):
            capture_lead(talk, member=office.member, values=ANNA, client_id=client_id)
        assert not Lead.objects.exists()


def test_a_delivered_lead_is_not_changed(office, talk, lead):
    with office.scope():
        mark_delivered([lead.pk])
        with pytest.raises(LeadDelivered):
            capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())


def test_a_lead_on_its_way_is_not_changed(office, talk, settings):
    settings.LEAD_HOLD *= 0
    with office.scope():
        save_destination(
            None,
            brand=office.brand,
            member=office.members[Role.OWNER],
            kind="email",
            address="sales@firma.sk",
        )
        capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())
        assert claim_delivery(Delivery.objects.get().pk)
        with pytest.raises(LeadDelivered):
            capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": " "}, {"name"}),
        ({"request": ""}, {"request"}),
        ({"phone": "12345"}, {"phone"}),
        ({"email": "anna@"}, {"email"}),
        ({"phone": "", "email": ""}, {"phone"}),
        ({"name": "x" * 121}, {"name"}),
        ({"category": "friend"}, {"category"}),
        ({"colour": "blue"}, {"colour"}),
    ],
)
def test_what_is_not_filled_in_as_it_should_be_is_named(office, talk, values, wrong):
    with office.agent_scope(), pytest.raises(Invalid) as refusal:
        capture_lead(talk, member=office.member, values=ANNA | values, client_id=uuid4())

    assert set(refusal.value.fields) == wrong


def test_words_stay_apart_whatever_is_between_them(office, talk):
    """Texts that are pasted have spaces that do not break, and tabs."""
    with office.scope():
        request = "Kuchyňa\u00a0k\u202fdomu\tdo 5\u00a0000\u00a0€\u2028a\u200b dvere\r\nDruhý"
        lead = capture_lead(
            talk, member=office.member, values=ANNA | {"request": request}, client_id=uuid4()
        )

    assert lead.request == "Kuchyňa k domu do 5 000 € a dvere\nDruhý"


def test_a_brands_own_fields_are_asked_for_and_kept(office, talk):
    fields: list[dict[str, Any]] = [
        {"key": "phone", "label": "Mobil", "kind": "phone", "required": True},
        {"key": "room", "label": "Izba", "kind": "choice", "options": ["A", "B"], "required": True},
    ]
    owner = office.members[Role.OWNER]
    with office.scope():
        save_lead_form(office.brand, member=owner, fields=fields, countries=["SK"])
    with office.agent_scope():
        with pytest.raises(Invalid) as refusal:
            capture_lead(talk, member=office.member, values=ANNA | {"phone": ""}, client_id=uuid4())
        lead = capture_lead(
            talk, member=office.member, values=ANNA | {"room": "B"}, client_id=uuid4()
        )

    assert set(refusal.value.fields) == {"phone", "room"}
    assert (lead.details, lead.form_version) == ({"room": "B"}, 1)


@pytest.mark.parametrize("key", ["message", "self", "fields"])
def test_any_word_may_name_a_field(office, talk, key):
    with office.scope():
        owner = office.members[Role.OWNER]
        field = {"key": key, "label": key, "kind": "text", "required": True}
        save_lead_form(office.brand, member=owner, fields=[field])
        with pytest.raises(Invalid) as refusal:
            capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())

    assert refusal.value.fields == {key: "Fill this in."}


def test_only_who_holds_the_chat_and_the_office_capture(office, talk):
    colleague = office.agents[1].membership
    with office.agent_scope(), pytest.raises(NotAssigned):
        capture_lead(talk, member=colleague, values=ANNA, client_id=uuid4())
    with office.scope():
        lead = capture_lead(
            talk, member=office.members[Role.SUPERVISOR], values=ANNA, client_id=uuid4()
        )

    assert lead.agent == office.agent
    assert log(office, talk)[0].by_kind == "supervisor"


def test_a_lead_can_be_written_down_after_the_chat(office, talk):
    with office.agent_scope():
        close_conversation(talk, member=office.member, outcome="lead")
        talk.refresh_from_db()

        assert capture_lead(talk, member=office.member, values=ANNA, client_id=uuid4())


def test_the_same_person_within_the_days_of_the_form_is_a_duplicate(office, captured):
    first = captured()
    by_phone = captured(email="other@firma.sk")
    by_email = captured(phone="0911 222 333", email="ANNA@firma.sk ")
    another = captured(phone="0911 222 333", email="eva@firma.sk")

    assert [one.duplicate_of for one in (first, by_phone, by_email, another)] == [
        None,
        first,
        first,
        None,
    ]
    assert not by_phone.is_qualified
    assert another.is_qualified


def test_duplicates_end_with_the_days_of_the_form(office, captured):
    with office.scope():
        LeadForm.objects.create(agency=office.agency, brand=office.brand, duplicate_days=0)
    captured()

    assert captured().is_qualified


def test_a_lead_that_was_not_paid_for_makes_no_duplicate(office, captured):
    assert not captured(category="job_seeker").is_qualified

    assert captured().is_qualified


def test_other_brands_leads_are_no_duplicates(office, captured):
    captured()
    other = say(office.brands[1], make_access(office.brands[1]))
    with office.scope():
        supervisor = office.members[Role.SUPERVISOR]
        lead = capture_lead(other, member=supervisor, values=ANNA, client_id=uuid4())

    assert lead.is_qualified


def test_two_agents_at_once_do_not_both_qualify_one_person(committed_db):
    """Two connections: one waits for the other, and then sees its lead."""
    office = open_office("Race")
    make_available(office.agent)
    talks = [say(office.brand, make_access(office.brand)) for _ in range(4)]
    start = Barrier(len(talks))

    def capture(conversation):
        try:
            with office.agent_scope():
                start.wait(10)
                return capture_lead(
                    conversation, member=office.member, values=ANNA, client_id=uuid4()
                ).is_qualified
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(talks)) as pool:
        qualified = list(pool.map(capture, talks))

    assert sorted(qualified) == [False, False, False, True]


def test_one_capture_sent_twice_at_once_is_one_lead(committed_db):
    office = open_office("Twice")
    make_available(office.agent)
    talk = say(office.brand, make_access(office.brand))
    client_id, start = uuid4(), Barrier(2)

    def capture(_):
        try:
            with office.agent_scope():
                start.wait(10)
                return capture_lead(talk, member=office.member, values=ANNA, client_id=client_id).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(capture, range(2))

    assert first == second
    assert len(log(office, talk)) == 1
