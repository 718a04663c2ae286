"""A lead at a real receiver: signed, sent until it is taken, under one id whatever dies."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

import orjson
import pytest
from django.conf import settings as django_settings
from django.utils.timezone import now

from leads import safe_http
from leads.actions.delivery import claim_delivery, record_attempt, resend_lead
from leads.models import Delivery, DeliveryStatus, Lead
from leads.periodic import deliver_leads
from tenants.models import Role
from tenants.outbox import BACK_OFF, CLAIM, Attempt
from tests.factories import Office, make_access, make_lead, open_office, say
from tests.leads.deliveries import add_destination, delivery_of, send
from tests.leads.receiver import Receiver, wait_for

DOCS = (django_settings.BASE_DIR / "docs" / "webhooks.md").read_text()


@pytest.fixture
def office(committed_db) -> Office:
    return open_office("Halo")


@pytest.fixture
def lead(office: Office, receiver: Receiver) -> Lead:
    add_destination(office, "webhook", receiver.url)
    return make_lead(office, say(office.brand, make_access(office.brand)), email="eva@firma.sk")


def test_a_lead_arrives_signed_and_the_sample_in_the_docs_believes_it(office, lead, receiver):
    deliver_leads()

    (request,) = receiver.requests
    delivery = delivery_of(office)
    message = orjson.loads(request.body)
    assert message["id"] == request.headers["Switchboard-Id"] == str(delivery.uuid)
    assert (message["type"], message["lead"]["id"]) == ("lead", str(lead.uuid))
    assert message["lead"]["email"] == "eva@firma.sk"
    assert request.headers["Host"] == receiver.trusted
    check = is_from_switchboard()
    secret = delivery.destination.secret
    assert check(secret, request.headers, request.body)
    assert not check(secret, request.headers, request.body + b" ")
    assert not check("other", request.headers, request.body)
    for changed in ("Switchboard-Id", "Switchboard-Timestamp", "Switchboard-Signature"):
        assert not check(secret, {**request.headers, changed: "1"}, request.body)
    old = {**request.headers, "Switchboard-Timestamp": str(int(time.time()) - 301)}
    assert not check(secret, old, request.body)


def test_a_delivered_lead_says_so_once(office, lead, receiver):
    deliver_leads()
    deliver_leads()

    delivery = delivery_of(office)
    assert len(receiver.requests) == 1
    assert (delivery.status, delivery.attempts) == ("delivered", 1)
    (receipt,) = delivery.receipts
    assert (receipt["ok"], receipt["detail"]) == (True, "200")
    assert delivery.lead.status == "delivered"
    with office.scope():
        assert [step.status for step in delivery.lead.steps.all()] == ["delivered"]


def test_a_lead_waits_for_the_end_of_its_correction(office, receiver, settings):
    settings.LEAD_HOLD = timedelta(minutes=5)
    add_destination(office, "webhook", receiver.url)
    make_lead(office, say(office.brand, make_access(office.brand)))

    deliver_leads()

    assert receiver.requests == []


@pytest.mark.parametrize("status", [500, 404, 301, 307, 304])
def test_what_is_not_taken_is_sent_again_under_the_same_id(office, lead, receiver, status):
    receiver.status = status
    failed = send(office)
    receiver.status = 204
    sent = send(office)

    assert failed.status == DeliveryStatus.PENDING
    assert BACK_OFF[0] * 0.7 < failed.next_at - now() < BACK_OFF[0] * 1.3
    assert [receipt["detail"] for receipt in sent.receipts] == [str(status), "204"]
    first, second = receiver.requests
    assert first.headers["Switchboard-Id"] == second.headers["Switchboard-Id"]
    assert sent.status == DeliveryStatus.DELIVERED


def test_redirects_lead_nowhere(office, lead, receiver):
    receiver.status, receiver.location = 307, "http://169.254.169.254/latest/meta-data/"
    send(office)
    receiver.location = f"http://{receiver.trusted}/inside"
    send(office)

    assert [request.path for request in receiver.requests] == ["/leads", "/leads"]


def test_a_receiver_that_never_answers_costs_a_bounded_time(office, lead, receiver, monkeypatch):
    monkeypatch.setattr(safe_http, "TOTAL_SECONDS", 0.5)
    for how in ({"pause": 30.0}, {"pause": 0.0, "drip": 0.1}):
        for name, value in how.items():
            setattr(receiver, name, value)
        start = time.monotonic()
        assert send(office).receipts[-1]["detail"] == "timeout"
        assert time.monotonic() - start < 15


def test_an_endless_answer_is_not_read(office, lead, receiver):
    receiver.endless = True

    assert send(office).status == DeliveryStatus.DELIVERED


def test_nobody_there_is_a_receipt_too(office, lead, settings):
    delivery = delivery_of(office)
    with office.scope():
        delivery.destination.address = "http://127.0.0.1:1/leads"
        delivery.destination.save(update_fields=["address"])
    settings.WEBHOOK_TRUSTED = ["127.0.0.1:1"]
    assert send(office).receipts[-1]["detail"] == "connection"
    settings.WEBHOOK_TRUSTED = []
    assert send(office).receipts[-1]["detail"] == "port"


def test_it_is_given_up_in_the_end_and_the_client_sends_it_again(office, lead, receiver):
    receiver.status = 503
    pauses = []
    for _ in range(len(BACK_OFF) + 1):
        delivery = send(office)
        pauses.append(delivery.next_at - now())
    assert delivery.status == DeliveryStatus.FAILED
    assert all(pause > last for last, pause in pairwise(pauses[:-1]))
    assert len(delivery.receipts) == len(BACK_OFF) + 1

    receiver.status = 200
    with office.scope():
        manager = office.members[Role.CLIENT_MANAGER]
        resend_lead(lead, member=manager)
        resend_lead(lead, member=manager)
        assert Delivery.objects.filter(lead=lead).count() == 2
    deliver_leads()

    again = delivery_of(office)
    assert (again.status, again.uuid == delivery.uuid) == (DeliveryStatus.DELIVERED, False)


def test_two_workers_send_it_once(office, lead, receiver):
    delivery = delivery_of(office)
    with office.scope():
        assert claim_delivery(delivery.pk) is not None
    with office.scope():
        assert claim_delivery(delivery.pk) is None
    deliver_leads()

    assert receiver.requests == []


def test_a_late_failure_does_not_undo_a_delivery(office, lead, receiver):
    """The first worker was slow, a second sent it meanwhile."""
    delivery = delivery_of(office)
    with office.scope():
        Delivery.objects.filter(pk=delivery.pk).update(attempts=len(BACK_OFF) + 1)
        record_attempt(delivery, Attempt(True, "200", 1))
        record_attempt(delivery, Attempt(False, "timeout", 1))

    assert delivery_of(office).status == DeliveryStatus.DELIVERED


def test_a_worker_killed_after_sending_sends_again_under_the_same_id(office, lead, receiver):
    receiver.pause = 60
    delivery = delivery_of(office)
    code = "import django; django.setup(); from leads.periodic import deliver; deliver({}, {})"
    worker = subprocess.Popen(
        [sys.executable, "-c", code.format(office.agency.pk, delivery.pk)],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WEBHOOK_TRUSTED": receiver.trusted,
        },
    )
    wait_for(receiver)
    worker.send_signal(signal.SIGKILL)
    worker.wait()

    killed = delivery_of(office)
    assert (killed.status, killed.attempts, killed.receipts) == ("pending", 1, [])
    assert timedelta(0) < killed.next_at - now() <= CLAIM
    receiver.pause = 0
    sent = send(office)

    first, second = receiver.requests
    assert first.headers["Switchboard-Id"] == second.headers["Switchboard-Id"]
    assert orjson.loads(first.body) == orjson.loads(second.body)
    assert (sent.status, sent.attempts, len(sent.receipts)) == ("delivered", 2, 1)


def test_a_dead_receiver_is_tried_once_in_a_run(office, receiver):
    add_destination(office, "webhook", receiver.url)
    for number in range(3):
        talk = say(office.brand, make_access(office.brand))
        make_lead(office, talk, phone=f"+42190512345{number}")
    receiver.status = 500

    deliver_leads()

    assert len(receiver.requests) == 1
    with office.scope():
        assert sorted(Delivery.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def is_from_switchboard() -> Any:
    """The function that docs/webhooks.md shows."""
    code = DOCS.partition("```python\n")[2].partition("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    return names["is_from_switchboard"]


def test_the_docs_tell_how_often_it_is_tried():
    hours = [pause.total_seconds() / 3600 for pause in BACK_OFF]

    assert hours[-4:] == [1, 6, 24, 36]
    assert "30 seconds, 2 and 10 minutes, 1, 6, 24 and 36 hours" in DOCS
    assert len(BACK_OFF) + 1 == 8
    assert "eighth attempt" in DOCS
