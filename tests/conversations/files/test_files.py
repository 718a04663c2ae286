"""Files over REST: uploading, sending, opening, and what others get of them."""

import errno
from io import BytesIO
from pathlib import Path
from uuid import UUID, uuid4

from django.core import signing
from django.core.files.storage import FileSystemStorage
from django.test import Client

from conversations import limits
from conversations.actions.corrections import redact_message
from conversations.files import links
from conversations.models import Event
from conversations.periodic import erase_files
from tenants.actions import change_member, update_brand
from tenants.buckets import Limit
from tenants.models import Role
from tests.conversations.files import samples
from tests.conversations.files.sides import (
    PNG,
    at_once,
    bytes_in,
    code_of,
    last_event,
    member_of,
    stored,
    visitor_of,
)
from tests.factories import make_access, open_office, say


def test_a_visitor_sends_a_picture_and_the_agent_opens_it(office, talk, visitor, agent):
    uploaded = visitor.upload()
    file = uploaded.json()
    sent = visitor.send(file["id"])

    assert (uploaded.status_code, sent.status_code) == (201, 201)
    assert file.items() >= {"name": "photo.png", "type": "image/png", "status": "clean"}.items()
    assert (file["width"], file["height"]) == (8, 6)
    event = last_event(office, talk)
    assert (event.seq, event.body, event.data) == (sent.json()["seq"], "", {"files": [file]})
    for side in (agent, visitor):
        answer = side.fetch(file["id"])
        assert answer.status_code == 200
        assert len(answer.content) == file["size"]


def test_an_agent_sends_a_document_with_words(office, talk, agent, visitor):
    file = agent.upload(samples.PDF, "Faktúra.pdf").json()
    sent = agent.send(file["id"], body="Your invoice")

    assert sent.status_code == 201
    event = last_event(office, talk)
    assert event.data is not None
    assert (event.body, event.data["files"][0]["name"]) == ("Your invoice", "Faktúra.pdf")
    assert visitor.fetch(file["id"]).content == samples.PDF


def test_bytes_are_saved_and_never_shown(visitor):
    file = visitor.upload(b"hello", "note.txt").json()
    answer = visitor.fetch(file["id"])

    assert answer["Content-Disposition"] == 'attachment; filename="note.txt"'
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


def test_bytes_that_are_lost_are_not_found(visitor, folder):
    url = visitor.link(visitor.upload().json()["id"]).json()["url"]
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()

    assert Client().get(url).status_code == 404


def test_what_cannot_be_stored_can_be_sent_again(visitor, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    client_id = str(uuid4())
    with monkeypatch.context() as disk:
        disk.setattr(FileSystemStorage, "_save", full)
        assert code_of(visitor.upload(client_id=client_id)) == (503, "unavailable")

    assert visitor.upload(client_id=client_id).status_code == 201


def test_its_name_is_not_the_name_in_the_storage(office, visitor, folder):
    file = visitor.upload(name="../../evil\u202egnp.png").json()

    assert file["name"] == "evilgnp.png"
    (path,) = bytes_in(folder)
    assert path.relative_to(folder) == Path(stored(office, file["id"]).key)
    assert len(path.name) == 32


def test_uploading_again_is_not_uploading_twice(visitor, folder):
    client_id = str(uuid4())
    first = visitor.upload(client_id=client_id)
    again = visitor.upload(client_id=client_id)
    other = visitor.upload(b"other", "a.txt", client_id=client_id)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert code_of(other) == (409, "id_reused")
    assert len(bytes_in(folder)) == 1


def test_a_brand_may_take_no_files_from_visitors(office, visitor, agent):
    with office.scope():
        update_brand(office.brand, by=None, takes_files=False)

    assert code_of(visitor.upload()) == (403, "forbidden")
    assert agent.upload().status_code == 201


def test_refusals_say_why(visitor, settings):
    assert code_of(visitor.upload(samples.svg(), "a.svg")) == (400, "bad_file")
    assert code_of(visitor.upload(b"", "a.txt")) == (400, "bad_file")
    assert code_of(visitor.upload(conv=str(uuid4()))) == (404, "not_found")
    assert code_of(visitor.upload(client_id="x")) == (400, "invalid")
    settings.MAX_FILE = len(PNG) - 1
    assert code_of(visitor.upload()) == (413, "too_large")
    settings.MAX_FRAME = 0
    assert code_of(visitor.upload()) == (413, "too_large")


def test_nothing_is_uploaded_to_what_has_ended(office, talk, visitor, agent):
    agent.client.post(
        f"/api/v1/conversations/{talk.uuid}/close",
        {"outcome": "solved"},
        content_type="application/json",
    )

    assert code_of(visitor.upload()) == (409, "closed")


def test_a_visitor_uploads_so_many_a_minute(visitor, monkeypatch):
    monkeypatch.setattr(limits, "UPLOADS", Limit(5 / 60, 5))
    answers = [visitor.upload(samples.svg(), "a.svg") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [400] * 5 + [429]
    assert answers[-1].json()["retry_after"] > 0


def test_a_message_needs_words_or_files(visitor, agent):
    for side in (visitor, agent):
        assert code_of(side.send()) == (400, "invalid")
        files = [side.upload(b"x", "a.txt").json()["id"] for _ in range(6)]
        assert code_of(side.send(*files)) == (400, "invalid")
        assert side.send(*files[:5]).status_code == 201
    note = agent.upload(b"x", "a.txt").json()["id"]
    assert code_of(agent.send(note, note=True)) == (400, "invalid")


def test_a_file_goes_with_one_message(visitor):
    file, other = (visitor.upload(b"x", "a.txt").json()["id"] for _ in range(2))
    client_id = str(uuid4())
    first = visitor.send(file, client_id=client_id)
    again = visitor.send(file, client_id=client_id)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["seq"] == again.json()["seq"]
    assert code_of(visitor.send(other, client_id=client_id)) == (409, "id_reused")
    assert code_of(visitor.send(file)) == (400, "invalid")


def test_what_happens_at_once_happens_once(visitor, folder):
    client_id = str(uuid4())
    uploads = at_once(lambda: visitor.upload(client_id=client_id))
    sent = at_once(lambda: visitor.send(uploads[0].json()["id"]))

    assert sorted(answer.status_code for answer in uploads) == [200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in uploads}) == 1
    assert len(bytes_in(folder)) == 1
    assert sorted(answer.status_code for answer in sent) == [201, 400, 400, 400]


def test_nobody_sends_what_another_uploaded(office, visitor, agent):
    theirs = visitor.upload().json()["id"]
    ours = agent.upload().json()["id"]

    assert code_of(agent.send(theirs)) == (404, "not_found")
    assert code_of(visitor.send(ours)) == (404, "not_found")
    # Not sent yet, it is nobody's but its author's.
    assert code_of(visitor.link(ours)) == code_of(agent.link(theirs)) == (404, "not_found")
    assert agent.link(ours).status_code == 200


def test_strangers_get_nothing(office, talk, visitor, agent):
    file = visitor.upload().json()["id"]
    visitor.send(file)
    stranger_access = make_access(office.brand)
    stranger = visitor_of(office, stranger_access, say(office.brand, stranger_access))
    twin = open_office("Twin")
    theirs = member_of(twin, Role.OWNER, talk)

    assert code_of(stranger.link(file)) == code_of(theirs.link(file)) == (404, "not_found")
    assert stranger.upload(conv=str(talk.uuid)).status_code == 404
    assert theirs.upload().status_code == 404
    unserved = say(office.brands[1], make_access(office.brands[1]))
    assert member_of(office, Role.AGENT, unserved).upload().status_code == 404
    assert member_of(office, Role.CLIENT_VIEWER, talk).link(file).status_code == 200


def test_links_are_for_one_file_and_one_reader_and_a_few_minutes(
    office, talk, visitor, agent, monkeypatch
):
    file = visitor.upload().json()["id"]
    visitor.send(file)
    url = agent.link(file).json()["url"]
    link = links.read_link(url.rpartition("/")[2])
    other = signing.dumps([link.agency_id, file, str(link.reader), 1], salt="another")

    assert (link.file, link.reader) == (UUID(file), office.member.uuid)
    assert agent.link(file).json()["expires_in"] <= 300
    for wrong in (url[:-1], url.replace("/download/", "/download/x"), f"/download/{other}"):
        assert Client().get(wrong).status_code == 404
    foreign = open_office("Twin")
    for reader, is_member in ((foreign.member.uuid, 1), (uuid4(), 1), (uuid4(), 0)):
        values = [link.agency_id, link.file.hex, reader.hex, is_member]
        token = signing.dumps(values, salt=links.SALT)
        assert Client().get(f"/download/{token}").status_code == 404
    monkeypatch.setattr(links, "LINK_SECONDS", -1)
    assert Client().get(url).status_code == 404


def test_a_link_ends_with_the_membership(office, visitor, agent):
    file = visitor.upload().json()["id"]
    visitor.send(file)
    url = agent.link(file).json()["url"]
    assert Client().get(url).status_code == 200

    with office.scope():
        owner = office.members[Role.OWNER].user
        change_member(office.member, by=owner, role=Role.AGENT, is_active=False)

    assert Client().get(url).status_code == 404


def test_a_message_that_is_taken_back_takes_its_files_along(office, talk, visitor, agent, folder):
    file = visitor.upload().json()["id"]
    seq = visitor.send(file).json()["seq"]
    url = agent.link(file).json()["url"]

    with office.scope():
        redact_message(talk, member=office.members[Role.OWNER], seq=seq)
        event = Event.objects.get(conversation=talk, seq=seq)

    assert "photo.png" not in str(event.data)
    assert Client().get(url).status_code == 404
    assert code_of(agent.link(file)) == (404, "not_found")
    erase_files()
    assert bytes_in(folder) == []


def test_pages_lead_to_the_files_of_a_chat(office, talk, visitor):
    file = visitor.upload().json()["id"]
    visitor.send(file)
    for role, page in ((Role.OWNER, "office"), (Role.CLIENT_VIEWER, "portal")):
        client = Client()
        client.force_login(office.members[role].user)
        shown = client.get(f"/{page}/chats/{talk.uuid}/").content.decode()
        assert f'href="/files/{file}/"' in shown
        assert "photo.png" in shown
        to_bytes = client.get(f"/files/{file}/")
        assert BytesIO(Client().get(to_bytes["Location"]).content).read(4) == b"\x89PNG"
