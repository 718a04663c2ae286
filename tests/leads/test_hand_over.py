"""A lead reaches its client whatever becomes of its addresses: at last by the portal alone."""

from concurrent.futures import ThreadPoolExecutor, wait
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client

from leads.actions.delivery import resend_lead
from leads.actions.forms import remove_destination
from leads.models import Delivery, DeliveryStatus, Lead
from leads.periodic import deliver_leads
from tenants.models import Role
from tenants.outbox import BACK_OFF
from tests.factories import Office, make_access, make_lead, open_office, say
from tests.leads.deliveries import add_destination, delivery_of
from tests.leads.receiver import Receiver


@pytest.fixture
def office(committed_db) -> Office:
    return open_office("Halo")


@pytest.fixture
def lead(office: Office, receiver: Receiver) -> Lead:
    add_destination(office, "webhook", receiver.url)
    return make_lead(office, say(office.brand, make_access(office.brand)), email="eva@firma.sk")


def test_nothing_more_is_sent_to_a_destination_that_was_removed(office, lead, receiver):
    with office.scope():
        destination = delivery_of(office).destination
        remove_destination(destination, member=office.members[Role.CLIENT_MANAGER])
        make_lead(office, say(office.brand, make_access(office.brand)), phone="+421911222333")
    deliver_leads()

    assert receiver.requests == []
    assert delivery_of(office).status == DeliveryStatus.FAILED


@pytest.mark.parametrize("act", ["capture", "resend"])
def test_a_destination_is_removed_after_the_lead_that_is_just_on_its_way(
    office, lead, receiver, act
):
    """Or it would not be seen, and be sent to an address that was removed before."""
    manager, destination = office.members[Role.CLIENT_MANAGER], delivery_of(office).destination
    deliver_leads()
    talk = say(office.brand, make_access(office.brand))

    def remove() -> None:
        try:
            with office.scope():
                remove_destination(destination, member=manager)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        with office.scope():
            if act == "resend":
                resend_lead(lead, member=manager)
            else:
                make_lead(office, talk, phone="+421911222333")
            removed = pool.submit(remove)
            wait([removed], timeout=1)
        removed.result()
    deliver_leads()

    assert len(receiver.requests) == 1
    assert delivery_of(office).status == DeliveryStatus.FAILED


def test_a_lead_that_is_sent_nowhere_is_delivered_by_the_portal(office, settings):
    settings.LEAD_HOLD = timedelta(0)
    lead = make_lead(office, say(office.brand, make_access(office.brand)))

    deliver_leads()

    with office.scope():
        lead.refresh_from_db()
    assert lead.status == "delivered"
    assert lead.delivered_at is not None


@pytest.mark.parametrize("end", ["given up", "removed"])
def test_a_lead_that_arrived_nowhere_is_delivered_by_the_portal(office, lead, receiver, end):
    """Its time to object begins, and it is charged: the client has read it all along."""
    with office.scope():
        waiting = Delivery.objects.filter(lead=lead)
        if end == "given up":
            receiver.status = 503
            waiting.update(attempts=len(BACK_OFF))
        else:
            destination = waiting.get().destination
            remove_destination(destination, member=office.members[Role.CLIENT_MANAGER])

    deliver_leads()
    deliver_leads()

    with office.scope():
        lead.refresh_from_db()
    assert delivery_of(office).status == DeliveryStatus.FAILED
    assert lead.status == "delivered"
    assert lead.delivered_at is not None
    assert "It arrived nowhere" in page_of(office, lead)


def test_a_lead_that_is_still_tried_is_not_delivered(office, lead, receiver):
    receiver.status = 503
    deliver_leads()
    deliver_leads()

    with office.scope():
        lead.refresh_from_db()
    assert (lead.status, lead.delivered_at) == ("new", None)
    assert "It arrived nowhere" not in page_of(office, lead)


def page_of(office: Office, lead: Lead) -> str:
    client = Client()
    client.force_login(office.members[Role.OWNER].user)
    return client.get(f"/office/leads/{lead.uuid}/").content.decode()
