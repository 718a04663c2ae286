"""What becomes of a file after it was uploaded: scanned, or removed when it was never sent."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from conversations.models import File, Kind
from conversations.periodic import erase_files, remove_unsent_files, scan_files
from tests.conversations.files.sides import bytes_in, code_of, last_event, stored


def test_nobody_opens_a_file_before_it_was_scanned(office, talk, visitor, agent, clamd):
    file = visitor.upload().json()
    sent = visitor.send(file["id"])
    assert file["status"] == "pending"
    assert (
        code_of(visitor.link(file["id"])) == code_of(agent.link(file["id"])) == (409, "not_ready")
    )

    scan_files()

    event = last_event(office, talk)
    assert event.seq == sent.json()["seq"] + 1
    ready = {"file": file["id"], "status": "clean"}
    assert (event.kind, event.by_kind, event.data) == (Kind.FILE_READY, "system", ready)
    assert agent.fetch(file["id"]).status_code == 200
    assert clamd.scanned == [agent.fetch(file["id"]).content]


def test_what_is_harmful_is_blocked_and_its_bytes_go(office, talk, visitor, agent, clamd, folder):
    file = visitor.upload(b"this is EICAR", "a.txt").json()["id"]

    scan_files()
    erase_files()

    assert last_event(office, talk).data == {"file": file, "status": "blocked"}
    assert code_of(visitor.link(file)) == (409, "not_ready")
    assert code_of(visitor.send(file)) == (400, "bad_file")
    assert bytes_in(folder) == []


@pytest.mark.parametrize("trouble", ["away", "complains"])
def test_a_scanner_that_does_not_answer_is_asked_again(office, visitor, clamd, settings, trouble):
    file = visitor.upload(b"hello", "a.txt").json()["id"]
    if trouble == "away":
        settings.CLAMD_ADDRESS = "127.0.0.1:1"
    else:
        clamd.complaint = b"INSTREAM size limit exceeded. ERROR"
    scan_files()
    waiting = stored(office, file)
    settings.CLAMD_ADDRESS, clamd.complaint = clamd.address, b""
    with office.scope():
        File.objects.filter(uuid=file).update(next_at=now())
    scan_files()

    assert (waiting.status, waiting.attempts) == ("pending", 1)
    assert timedelta(0) < waiting.next_at - now() <= timedelta(seconds=30)
    assert stored(office, file).status == "clean"


def test_what_was_never_sent_goes_after_a_day(office, visitor, folder):
    old, new, sent = (visitor.upload(b"x", "a.txt").json()["id"] for _ in range(3))
    visitor.send(sent)
    with office.scope():
        rows = File.objects.filter(uuid__in=[old, sent])
        rows.update(created_at=now() - timedelta(hours=25))

    remove_unsent_files()
    erase_files()

    with office.scope():
        assert {str(file.uuid) for file in File.objects.all()} == {new, sent}
    assert len(bytes_in(folder)) == 2
    assert code_of(visitor.send(old)) == (404, "not_found")
