"""What a worker does beside the chats: it scans files and sends transcripts."""

from uuid import uuid4

import pytest

from conversations.actions.files import Upload, upload_as_visitor
from conversations.actions.letters import ask_for_transcript
from conversations.models import Conversation, Event, File, Kind, Letter
from tenants.actions import update_brand
from tests.conversations.files.clamd import running_clamd
from tests.factories import Office, make_access, say
from tests.live.server import running_worker
from tests.waiting import until


def ask(office: Office, talk: Conversation) -> Letter:
    with office.scope():
        return ask_for_transcript(
            talk, by=talk.visitor.uuid, address="eva@firma.sk", client_id=uuid4()
        )


def test_a_worker_scans_files_and_sends_transcripts(
    office: Office, settings, monkeypatch: pytest.MonkeyPatch
):
    access = make_access(office.brand)
    talk = say(office.brand, access)
    with office.scope():
        update_brand(office.brand, by=None, takes_files=True)
    with running_clamd() as clamd:
        settings.CLAMD_ADDRESS = clamd.address
        monkeypatch.setenv("CLAMD_ADDRESS", clamd.address)
        upload = Upload(uuid4(), "a.txt", b"hello")
        file, _ = upload_as_visitor(office.brand, access.visitor, talk.uuid, upload)
        letter = ask(office, talk)

        def is_done() -> bool:
            with office.scope():
                scanned = File.objects.get(pk=file.pk).status == "clean"
                sent = Letter.objects.get(pk=letter.pk).status == "delivered"
            return scanned and sent

        with running_worker():
            until(is_done)

    with office.scope():
        last = Event.objects.filter(conversation=talk).latest("seq")
    assert (last.kind, last.data) == (Kind.FILE_READY, {"file": str(file.uuid), "status": "clean"})
    assert b"hello" in clamd.scanned
