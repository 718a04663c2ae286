"""A visitor and an agent that speak docs/protocol.md, for tests."""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import httpx
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tenants.models import Brand, Membership
from tests.factories import PASSWORD
from tests.live.server import Server

Frame = dict[str, Any]
# Seconds that a busy machine may take for what comes by itself; less than a heartbeat.
PATIENCE = 8
# And for what is asked for: no heartbeat could answer instead.
ANSWER = 60
BEAT_SECONDS = 4


class Client:
    """A socket and everything that came over it."""

    def __init__(self, server: Server, path: str) -> None:
        self.server = server
        self.path = path
        self.frames: list[Frame] = []
        self.socket: ClientConnection

    def open(self, hello: Frame, *, origin: str | None = None, **headers: str) -> "Client":
        self.socket = connect(
            self.server.ws + self.path,
            origin=Origin(origin or self.server.url),
            additional_headers=headers,
            # As a browser, it reads whatever comes; a full queue would hold back the closing too.
            max_queue=None,
            legacy=True,
            open_timeout=ANSWER,
        )
        self.send({"t": "hello", "v": 1, **hello})
        return self

    def send(self, frame: Frame | str) -> None:
        self.socket.send(frame if isinstance(frame, str) else json.dumps(frame))

    def close(self) -> None:
        self.socket.close()

    def expect(self, wanted: Callable[[Frame], bool], patience: float = PATIENCE) -> Frame:
        """The first frame, already heard or still to come, that is wanted. It is used up."""
        deadline = time.monotonic() + patience
        while True:
            for frame in self.frames:
                if wanted(frame):
                    self.frames.remove(frame)
                    return frame
            self._receive(deadline)

    def expect_type(self, frame_type: str, /, **fields: Any) -> Frame:
        wanted = {"t": frame_type, **fields}
        return self.expect(lambda frame: frame.items() >= wanted.items())

    def expect_answer(self, wanted: Callable[[Frame], bool]) -> Frame:
        return self.expect(wanted, ANSWER)

    def expect_welcome(self) -> Frame:
        return self.expect_answer(lambda frame: frame["t"] == "welcome")

    def expect_event(self, kind: str, /, **fields: Any) -> Frame:
        return self.expect_type("event", kind=kind, **fields)

    def expect_close(self, patience: float = PATIENCE) -> int:
        """The close code; what arrives before it is kept."""
        deadline = time.monotonic() + patience
        with suppress(ConnectionClosed):
            while True:
                self._receive(deadline)
        assert self.socket.close_code is not None
        return self.socket.close_code

    def listen(self, seconds: float) -> list[Frame]:
        """Everything not used up yet, and what comes in this time."""
        deadline = time.monotonic() + seconds
        try:
            while True:
                self._receive(deadline)
        except TimeoutError:
            return self.frames

    def _receive(self, deadline: float) -> None:
        text = None
        while text is None:
            left = max(0.0, deadline - time.monotonic())
            try:
                text = self.socket.recv(timeout=min(left, BEAT_SECONDS))
            except TimeoutError:
                if left <= BEAT_SECONDS:
                    raise
                self.send({"t": "hb", "n": 0})  # Unheard, an agent counts as gone.
        decoded = json.loads(text)
        self.frames += decoded if isinstance(decoded, list) else [decoded]


class VisitorClient(Client):
    def __init__(self, server: Server, brand: Brand) -> None:
        super().__init__(server, "/ws/visitor/")
        self.api = httpx.Client(
            base_url=f"{server.url}/api/widget/v1/{brand.public_key}/", timeout=ANSWER
        )
        self.session = self.api.post("session", json={}).json()
        self.conv: str | None = None

    def connect(self, **after: int) -> "VisitorClient":
        self.open({"token": self.session["access"], "after": after})
        self.welcome = self.expect_welcome()
        return self

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.session['access']}"}

    def say(self, body: str, *, client_id: str | None = None) -> Frame:
        """Send, and wait for the ack."""
        client_id = client_id or str(uuid4())
        self.send({"t": "send", "conv": self.conv, "client_id": client_id, "body": body})
        ack = self.expect_answer(
            lambda frame: frame["t"] in ("ack", "nack") and frame["client_id"] == client_id
        )
        self.conv = ack.get("conv", self.conv)
        return ack

    def events(self, after: int = 0) -> list[Frame]:
        query: dict[str, Any] = {"conv": self.conv, "after": after}
        return self.api.get("events", params=query, headers=self.headers).json()["events"]


class ConsoleClient(Client):
    def __init__(self, server: Server, member: Membership) -> None:
        super().__init__(server, "/ws/console/")
        self.api = httpx.Client(base_url=server.url, headers={"Origin": server.url}, timeout=ANSWER)
        self.api.get("/accounts/login/")
        answer = self.api.post(
            "/accounts/login/",
            data={
                "login": member.user.email,
                "password": PASSWORD,
                "csrfmiddlewaretoken": self.api.cookies["csrftoken"],
            },
        )
        assert answer.status_code == 302, answer.text

    def ticket(self) -> str:
        answer = self.api.post("/api/v1/console/ticket", headers=self.csrf)
        return answer.json()["ticket"]

    @property
    def csrf(self) -> dict[str, str]:
        return {"X-CSRFToken": self.api.cookies["csrftoken"]}

    def connect(self, *, status: str | None = "available", **hello: Any) -> "ConsoleClient":
        self.boot = self.api.get("/api/v1/console").json()
        hello = {"after": {}, "feed": self.boot["feed"], **hello}
        self.open({"ticket": self.ticket(), **hello})
        self.welcome = self.expect_welcome()
        if status:
            self.send({"t": "status", "value": status})
            me = self.boot["me"]["agent"]
            self.expect_answer(
                lambda frame: (
                    frame["t"] == "presence"
                    and any(row["id"] == me and row["status"] == status for row in frame["agents"])
                )
            )
        return self

    def say(self, conv: str, body: str, *, client_id: str | None = None, **extra: Any) -> Frame:
        client_id = client_id or str(uuid4())
        self.send({"t": "send", "conv": conv, "client_id": client_id, "body": body, **extra})
        return self.expect_answer(
            lambda frame: frame["t"] in ("ack", "nack") and frame["client_id"] == client_id
        )

    def do(self, action: str, conv: str | None = None, **extra: Any) -> Frame:
        number = str(uuid4())
        self.send({"t": "do", "id": number, "action": action, "conv": conv, **extra})
        return self.expect_answer(
            lambda frame: frame["t"] in ("done", "refused") and frame["id"] == number
        )
