"""The clients of tests/live, on an installation whose database is not the test's."""

import time
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, cast

from websockets.exceptions import ConnectionClosed

from tests.chaos.installation import Installation
from tests.live.clients import Client, ConsoleClient, VisitorClient


def open_visitor(product: Installation) -> VisitorClient:
    brand: Any = SimpleNamespace(public_key=product.scene["key"])
    return VisitorClient(cast(Any, product), brand).connect()


def open_console(product: Installation) -> ConsoleClient:
    member: Any = SimpleNamespace(user=SimpleNamespace(email=product.scene["email"]))
    return ConsoleClient(cast(Any, product), member).connect()


def seconds_to_close(client: Client, at_most: float = 60) -> float:
    """How long the server keeps the socket open; what comes meanwhile is kept."""
    began = time.monotonic()
    with suppress(ConnectionClosed):
        while time.monotonic() - began < at_most:
            client.listen(1)
    return time.monotonic() - began
