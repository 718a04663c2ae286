"""A lead in the client's mailbox, in the brand's language."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from leads.actions.forms import save_destination, save_lead_form
from leads.models import Delivery
from leads.periodic import deliver
from tenants.actions import update_brand
from tenants.models import Role
from tests.factories import Office, make_access, make_lead, open_office, say


@pytest.fixture
def office(committed_db, settings) -> Office:
    settings.LEAD_HOLD = timedelta(0)
    office = open_office("Halo")
    with office.scope():
        owner = office.members[Role.OWNER]
        save_lead_form(
            office.brand, member=owner, fields=[{"key": "room", "label": "Izba", "kind": "text"}]
        )
        save_destination(
            None, brand=office.brand, member=owner, kind="email", address="Sales@Firma.SK"
        )
    return office


def delivered(office: Office, **values: str) -> Delivery:
    make_lead(office, say(office.brand, make_access(office.brand)), **values)
    with office.scope():
        pk = Delivery.objects.latest("pk").pk
    deliver(office.agency.pk, pk)
    with office.scope():
        return Delivery.objects.select_related("lead").get(pk=pk)


def test_a_mail_has_what_the_client_needs(office):
    delivery = delivered(
        office, name="Žofia", email="zofia@firma.sk", room="12 <b>", request="Riadok\nDruhý"
    )

    (message,) = mail.outbox
    assert message.to == ["sales@firma.sk"]
    assert message.subject == f"New lead for {office.brand.name}: Žofia"
    assert message.reply_to == ["zofia@firma.sk"]
    assert str(delivery.uuid) in message.extra_headers["Message-ID"]
    for text in ("Name: Žofia", "+421 905 123 456", "Izba: 12 <b>", "Riadok\nDruhý"):
        assert text in message.body
    assert f"/portal/leads/{delivery.lead.uuid}/" in message.body
    assert "not charged" not in message.body
    assert (delivery.status, delivery.receipts[0]["detail"]) == ("delivered", "sent")


def test_what_the_form_asks_no_more_is_in_the_mail_all_the_same(office):
    """The lead was captured by the form of a moment before, or is sent again after a year."""
    make_lead(office, say(office.brand, make_access(office.brand)), room="12 m²")
    with office.scope():
        save_lead_form(office.brand, member=office.members[Role.OWNER])
        pk = Delivery.objects.latest("pk").pk
    deliver(office.agency.pk, pk)

    assert "room: 12 m²" in mail.outbox[0].body


def test_it_is_in_the_language_of_the_brand(office):
    with office.scope():
        update_brand(office.brand, by=None, language="sk")
    delivered(office, name="Žofia")

    assert "Meno: Žofia" in mail.outbox[0].body


def test_it_says_when_a_lead_is_not_charged(office):
    delivered(office, category="job_seeker")

    assert "not charged" in mail.outbox[0].body


def test_a_name_adds_no_header(office):
    delivered(office, name="Eve\r\nBcc: all@firma.sk")

    (message,) = mail.outbox
    assert message.subject.endswith(": Eve Bcc: all@firma.sk")
    assert message.recipients() == ["sales@firma.sk"]


@pytest.mark.parametrize(
    ("error", "detail"),
    [
        (SMTPRecipientsRefused({}), "mail"),
        (TimeoutError(), "timeout"),
        (ConnectionRefusedError(), "connection"),
        (ValueError("a bug"), "protocol"),
    ],
)
def test_a_mail_that_is_not_taken_is_sent_again(office, monkeypatch, error, detail):
    def refuse(*_):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    delivery = delivered(office)

    assert (delivery.status, delivery.receipts[0]["detail"]) == ("pending", detail)
    assert delivery.lead.status == "new"
