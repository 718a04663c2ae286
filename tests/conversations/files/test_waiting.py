"""While pictures wait to be drawn, the database is there for others."""

from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore, Event

import pytest
from django.conf import settings
from django.db import connections

from conversations.files import pictures
from conversations.models import File
from tests.conversations.files.sides import Side, at_once
from tests.factories import Office

EVERYBODY = settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"]


class Turns(BoundedSemaphore):
    """Turns to draw, all taken until ``begin``. Says when so many wait for one."""

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting)
        self.waiting, self.all_wait, self.begin = waiting, Event(), Event()

    def acquire(self, blocking: bool = True, timeout: float | None = None) -> bool:
        self.waiting -= 1
        if not self.waiting:
            self.all_wait.set()
        return self.begin.wait(timeout) and super().acquire(blocking, timeout)


@pytest.mark.parametrize("side", ["visitor", "agent"])
def test_uploads_that_wait_hold_no_connection(office: Office, request, monkeypatch, side: str):
    turns = Turns(EVERYBODY)
    monkeypatch.setattr(pictures, "_turns", turns)
    uploading: Side = request.getfixturevalue(side)
    connections.close_all()

    with ThreadPoolExecutor(1) as threads:
        uploads = threads.submit(at_once, uploading.upload, EVERYBODY)
        try:
            assert turns.all_wait.wait(20)
            with office.scope():
                assert not File.objects.exists()
        finally:
            turns.begin.set()

    assert [answer.status_code for answer in uploads.result()] == [201] * EVERYBODY
