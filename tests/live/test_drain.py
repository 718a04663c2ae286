"""A server that is asked to stop sends its clients away before it does."""

import signal
import threading
import time
from contextlib import suppress
from uuid import uuid4

import httpx
import pytest
from django.db import connections
from django.db.backends.utils import CursorWrapper

from tests.live.clients import VisitorClient
from tests.live.server import running_server
from tests.waiting import PATIENCE, until


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_sigterm_drains_and_closes_with_1012(office, kind):
    with running_server(kind, DRAIN_SECONDS="4") as server:
        one = VisitorClient(server, office.brand).connect()
        one.say("Hello")
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)

        drain = one.expect_type("drain")

        assert drain["reconnect_in"][0] <= drain["reconnect_in"][1]
        assert one.say("Still heard while it drains")["t"] == "ack"
        assert one.expect_close(PATIENCE) == 1012
        assert server.process.wait(timeout=PATIENCE) is not None
        one.close()
        one.api.close()


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_a_request_under_way_keeps_no_server_alive(office, kind):
    holder = connections["maintenance"]
    with running_server(kind, DRAIN_SECONDS="1") as server, holder.cursor() as cursor:
        one = VisitorClient(server, office.brand).connect()
        one.say("Hello")
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM conversations_conversation FOR UPDATE")
        asking = threading.Thread(target=post, args=[one])
        asking.start()
        until(lambda: waits_for_a_lock(cursor))
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)
        time.sleep(2)
        cursor.execute("ROLLBACK")

        assert server.process.wait(timeout=PATIENCE) is not None
        asking.join()
        one.close()
        one.api.close()


def waits_for_a_lock(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return cursor.fetchone()[0] > 0


def post(one: VisitorClient) -> None:
    body = {"conv": one.conv, "client_id": str(uuid4()), "body": "Waits"}
    with suppress(httpx.TransportError):
        one.api.post("messages", json=body, headers=one.headers)
