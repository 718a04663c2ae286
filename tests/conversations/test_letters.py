"""A conversation in a mailbox: asked for over REST, sent by the outbox."""

from datetime import timedelta
from email.header import decode_header, make_header
from email.utils import parseaddr
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils.timezone import now

from conversations import periodic
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.messages import write_as_member
from conversations.emails import letter_mail
from conversations.models import Conversation, Letter
from conversations.periodic import send_letter, send_letters
from conversations.tokens import Access, sign_access
from tenants.actions import update_brand
from tenants.models import Role
from tests.factories import Office, make_access, make_available, open_office, say


@pytest.fixture
def office(committed_db) -> Office:
    office = open_office("Halo")
    make_available(office.agent)
    return office


@pytest.fixture
def access(office: Office) -> Access:
    return make_access(office.brand)


@pytest.fixture
def talk(office: Office, access: Access) -> Conversation:
    return say(office.brand, access, "Is <b>it</b> blue?", name="Žofia")


def reply(office: Office, talk: Conversation, body: str, *, is_note: bool = False) -> int:
    with office.agent_scope():
        return write_as_member(
            talk, member=office.member, body=body, client_id=uuid4(), is_note=is_note
        ).seq


def ask(office: Office, access: Access, talk: Conversation, **fields: str) -> Any:
    client = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})
    body = {"conv": str(talk.uuid), "email": "zofia@firma.sk", "client_id": str(uuid4())}
    path = f"/api/widget/v1/{office.brand.public_key}/transcript"
    return client.post(path, body | fields, content_type="application/json")


def ask_as(office: Office, role: str, talk: Conversation, email: str = "eva@firma.sk") -> Any:
    client = Client()
    client.force_login(office.members[role].user)
    body = {"email": email, "client_id": str(uuid4())}
    path = f"/api/v1/conversations/{talk.uuid}/transcript"
    return client.post(path, body, content_type="application/json")


def letters(office: Office) -> list[Letter]:
    with office.scope():
        return list(Letter.objects.order_by("pk"))


def send(office: Office) -> str:
    """Send what the office's people asked for; the text of the last mail."""
    for letter in letters(office):
        assert send_letter(office.agency.pk, letter.pk)
    return str(mail.outbox[-1].body)


def test_a_visitor_gets_what_was_said(office, access, talk):
    reply(office, talk, "Yes.\nAnd green.")
    reply(office, talk, "He always asks.", is_note=True)
    address = f"{uuid4()}@firma.sk"
    answer = ask(office, access, talk, email=address)
    reply(office, talk, "Said later")

    send_letters()

    assert (answer.status_code, answer.json()) == (202, {"ok": True})
    (message,) = [message for message in mail.outbox if message.to == [address]]
    (letter,) = letters(office)
    assert message.subject == f"Your chat with {office.brand.name}"
    assert message.from_email.startswith(f"{office.brand.name} <")
    assert str(letter.uuid) in message.extra_headers["Message-ID"]
    for text in ("Žofia\nIs <b>it</b> blue?", f"Alias {office.agent.name}\nYes.\nAnd green."):
        assert text in message.body
    assert isinstance(message, EmailMultiAlternatives)
    html = str(message.alternatives[0][0])
    assert "Is &lt;b&gt;it&lt;/b&gt; blue?" in html
    assert "Yes.<br>And green." in html
    for part in (message.body, html):
        assert "He always asks" not in part
        assert "Said later" not in part
    assert (letter.status, letter.receipts[0]["detail"]) == ("delivered", "sent")


def test_it_is_in_the_language_and_the_time_of_the_brand(office, access, talk):
    with office.scope():
        update_brand(
            office.brand, by=None, language="sk", time_zone="Pacific/Auckland", name="Kôň, s. r. o."
        )
    ask(office, access, talk)
    body = send(office)

    local = talk.opened_at.astimezone(ZoneInfo("Pacific/Auckland"))
    assert f"{local:%H:%M} Žofia" in body
    name = parseaddr(str(mail.outbox[-1].message()["From"]))[0]
    assert str(make_header(decode_header(name))) == "Kôň, s. r. o."


def test_what_was_corrected_stands_corrected(office, access, talk):
    first, second = reply(office, talk, "Wrong"), reply(office, talk, "Secret")
    with office.agent_scope():
        edit_message(talk, member=office.member, seq=first, body="Right")
        redact_message(talk, member=office.member, seq=second)
    ask(office, access, talk)
    body = send(office)

    assert "Right" in body
    assert "Wrong" not in body
    assert "Secret" not in body


def test_asking_again_is_not_asking_twice(office, access, talk):
    client_id = str(uuid4())
    answers = [ask(office, access, talk, client_id=client_id) for _ in range(2)]
    other = ask(office, access, talk, client_id=client_id, email="eve@firma.sk")

    assert [answer.status_code for answer in answers] == [202, 202]
    assert len(letters(office)) == 1
    assert (other.status_code, other.json()["code"]) == (409, "id_reused")


def test_a_conversation_is_sent_three_times_a_day(office, access, talk):
    answers = [ask(office, access, talk, email=f"a{n}@firma.sk") for n in range(4)]
    refused = answers.pop()

    assert [answer.status_code for answer in answers] == [202] * 3
    assert (refused.status_code, refused.json()["code"]) == (429, "rate")
    assert 0 < refused.json()["retry_after"] <= 86_400
    assert ask_as(office, Role.AGENT, talk).status_code == 429
    with office.scope():
        Letter.objects.update(created_at=now() - timedelta(hours=25))
    assert ask(office, access, talk).status_code == 202


def test_a_mailbox_gets_five_a_day_whoever_asks(office):
    codes = []
    for _ in range(6):
        access = make_access(office.brand)
        talk = say(office.brand, access)
        codes.append(ask(office, access, talk, email="Victim@firma.sk").status_code)

    assert codes == [202] * 5 + [429]


@pytest.mark.parametrize("email", ["", "no", "a@b", "a@firma.sk\r\nBcc: b@firma.sk", "a,b@c.sk"])
def test_what_is_no_address_is_refused(office, access, talk, email):
    assert ask(office, access, talk, email=email).status_code == 400
    assert letters(office) == []


def test_members_ask_for_what_is_in_their_reach(office, talk):
    assert ask_as(office, Role.AGENT, talk).status_code == 202
    assert ask_as(office, Role.CLIENT_MANAGER, talk).status_code == 403
    assert ask_as(open_office("Twin"), Role.OWNER, talk).status_code == 404


def test_a_stranger_asks_for_nothing(office, talk):
    assert ask(office, make_access(office.brand), talk).status_code == 404


def test_a_letter_that_cannot_be_written_keeps_no_other(office, access, talk, monkeypatch):
    def write(letter: Letter) -> EmailMultiAlternatives:
        if letter.address.startswith("bad"):
            raise ValueError("a bug")
        return letter_mail(letter)

    monkeypatch.setattr(periodic, "letter_mail", write)
    ask(office, access, talk, email="bad@firma.sk")
    ask(office, access, talk, email="good@firma.sk")
    send_letters()

    assert {letter.address: letter.status for letter in letters(office)} == {
        "bad@firma.sk": "pending",
        "good@firma.sk": "delivered",
    }
    with office.scope():
        Letter.objects.filter(status="pending").update(status="failed")


def test_what_the_mail_server_does_not_take_is_sent_again(office, access, talk, monkeypatch):
    def refuse(*_: object) -> None:
        raise ConnectionRefusedError

    ask(office, access, talk)
    (letter,) = letters(office)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert not send_letter(office.agency.pk, letter.pk)
    (waiting,) = letters(office)
    assert send_letter(office.agency.pk, letter.pk)  # Not due yet, so there is nothing to do.
    assert mail.outbox == []
    with office.scope():
        Letter.objects.update(next_at=now())
    send(office)

    assert (waiting.status, waiting.receipts[0]["detail"]) == ("pending", "connection")
    assert letters(office)[0].status == "delivered"
    assert len(mail.outbox) == 1
