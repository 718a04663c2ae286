"""No frame is larger than the servers let through, however much there is to say."""

import asyncio
import json
from typing import Any
from uuid import uuid4

import orjson
from django.conf import settings

from conversations.consumers.desk import in_parts
from conversations.consumers.outbox import Outbox


class Wire:
    """The server's end of a socket, with what was sent over it."""

    def __init__(self, *, is_broken: bool = False) -> None:
        self.sent: list[dict[str, Any]] = []
        self.is_broken = is_broken
        self.outbox = Outbox(self.send, together=True, on_too_slow=lambda: None)

    async def send(self, message: dict[str, Any]) -> None:
        if self.is_broken and message["type"] == "websocket.send":
            raise ValueError("Too large, for instance.")
        self.sent.append(message)


async def test_what_waits_goes_together_as_far_as_it_fits():
    wire = Wire()

    for number in range(100):
        wire.outbox.push(orjson.dumps({"n": number, "text": "x" * 3000}))
    await asyncio.sleep(0)

    texts = [message["text"] for message in wire.sent]
    assert all(len(text) <= settings.MAX_FRAME for text in texts)
    assert len(texts) < 10
    assert [frame["n"] for text in texts for frame in json.loads(text)] == list(range(100))


async def test_a_lone_frame_is_no_array():
    wire = Wire()

    wire.outbox.push(b'{"t":"hb"}')
    await asyncio.sleep(0)

    assert wire.sent == [{"type": "websocket.send", "text": '{"t":"hb"}'}]


async def test_a_socket_that_cannot_be_sent_to_is_closed():
    wire = Wire(is_broken=True)

    wire.outbox.push(b"{}")
    await asyncio.sleep(0)

    assert wire.sent == [{"type": "websocket.close", "code": 1011}]


def test_the_inbox_is_told_in_parts():
    items = [{"id": str(uuid4()), "preview": "ž" * 4000} for _ in range(40)]

    parts = in_parts(items)

    assert [item for part in parts for item in part] == items
    assert all(len(orjson.dumps(part)) < settings.MAX_FRAME for part in parts)
    assert len(parts) > 1
    assert in_parts([]) == [[]]
