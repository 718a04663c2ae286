"""A console that was away while much changed hears all of it, in frames that fit."""

import json

from django.conf import settings
from websockets.sync.client import connect

from tests.factories import make_access, say
from tests.waiting import PATIENCE

CHATS = 30


def test_a_console_hears_what_changed_while_it_was_away(office, console, server):
    desk = console(office)
    before = desk.api.get("/api/v1/console").json()["feed"]
    begun = {
        str(say(office.brand, make_access(office.brand), "x" * 4000).uuid) for _ in range(CHATS)
    }

    heard: set[str] = set()
    cursors = []
    with connect(f"{server.ws}/ws/console/", origin=server.url, max_size=None) as socket:
        socket.send(json.dumps({"t": "hello", "v": 1, "ticket": desk.ticket(), "feed": before}))
        while heard < begun:
            text = socket.recv(timeout=PATIENCE)
            assert len(text) <= settings.MAX_FRAME
            received = json.loads(text)
            for frame in received if isinstance(received, list) else [received]:
                heard |= {item["id"] for item in frame.get("items", [])}
                cursors += [frame[name] for name in ("feed", "cursor") if name in frame]

    assert heard == begun
    # The first, in welcome, is where the client stood; the last moves it on.
    assert cursors[0] == before
    assert cursors[-1] > before
