"""A server that is asked to stop sends its clients away before it does."""

import signal

import pytest

from tests.live.clients import VisitorClient
from tests.live.server import running_server


@pytest.mark.parametrize("kind", ["daphne", "uvicorn"])
def test_sigterm_drains_and_closes_with_1012(office, kind):
    with running_server(kind, DRAIN_SECONDS="1") as server:
        one = VisitorClient(server, office.brand).connect()
        one.say("Hello")
        assert server.process is not None
        server.process.send_signal(signal.SIGTERM)

        drain = one.expect_type("drain")

        assert drain["reconnect_in"][0] <= drain["reconnect_in"][1]
        assert one.say("Still heard while it drains")["t"] == "ack"
        assert one.expect_close() == 1012
        assert server.process.wait(timeout=10) is not None
        one.close()
        one.api.close()
