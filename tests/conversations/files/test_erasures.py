"""Bytes go with their rows, whatever dies or is away between the two."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from conversations.actions import erasures, files
from conversations.models import Erasure
from conversations.periodic import erase_files
from tenants.models import Role
from tests.conversations.files.sides import (
    bytes_in,
    code_of,
    last_event,
    let_stay,
    member_of,
    stored,
)


def waiting(office) -> list[str]:
    with office.scope():
        return list(Erasure.objects.values_list("key", flat=True))


def let_time_pass(office) -> None:
    with office.scope():
        Erasure.objects.update(due_at=now() - timedelta(seconds=1))


def redact(office, talk, seq: int):
    owner = member_of(office, Role.OWNER, talk)
    return owner.client.post(
        f"/api/v1/conversations/{talk.uuid}/redact", {"seq": seq}, content_type="application/json"
    )


def test_what_a_row_names_stays(office, visitor, folder):
    file = visitor.upload().json()["id"]
    erase_files()

    assert waiting(office) == []
    assert bytes_in(folder) == [folder / stored(office, file).key]


def test_bytes_whose_row_was_never_made_go(office, visitor, folder, monkeypatch):
    """The process ends between the bytes and their row."""

    def die(*args: object) -> None:
        raise SystemExit

    monkeypatch.setattr(files, "_keep", die)
    with pytest.raises(SystemExit):
        visitor.upload()
    erase_files()
    early = bytes_in(folder)
    let_time_pass(office)
    erase_files()

    assert len(early) == 1
    assert (bytes_in(folder), waiting(office)) == ([], [])


def test_a_row_that_comes_too_late_for_its_bytes_is_not_made(office, visitor, monkeypatch):
    monkeypatch.setattr(erasures, "UNNAMED", timedelta(0))
    keep = files._keep

    def keep_late(*args):
        erase_files()
        return keep(*args)

    monkeypatch.setattr(files, "_keep", keep_late)

    assert visitor.upload().status_code == 503


def test_bytes_that_cannot_be_erased_are_tried_again(office, talk, visitor, folder, caplog):
    file = visitor.upload().json()["id"]
    seq = visitor.send(file).json()["seq"]
    key = stored(office, file).key
    let_stay(folder / key)

    answer = redact(office, talk, seq)
    erase_files()

    assert answer.status_code == 200
    assert last_event(office, talk).kind == "redacted"
    assert code_of(visitor.link(file)) == (404, "not_found")
    assert key in caplog.text
    assert waiting(office) == [key]

    (folder / key / "something").rmdir()
    (folder / key).rmdir()
    (folder / key).write_bytes(b"a picture")
    erase_files()

    assert (bytes_in(folder), waiting(office)) == ([], [])
