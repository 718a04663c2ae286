"""A visitor: opens a session, writes their turns of the dialogue, and stays until the end."""

import asyncio
import time
from typing import Any
from uuid import uuid4

import httpx

from config.replay.chat import Chat, Sent, Tally
from config.replay.client import Client
from config.replay.dialogues import VISITOR
from config.replay.rest import Refused, Unreachable, call
from config.replay.view import View
from conversations.serializers import Wire

# By the page, a later run recognises chats that an interrupted one has left open.
PAGE = "https://replay.invalid/"
PAUSE_SECONDS = (0.05, 0.5)
# An access token is renewed this long before it expires.
EARLY_SECONDS = 30


class Visitor(Client):
    def __init__(
        self,
        chat: Chat,
        key: str,
        cast: dict[str, Chat],
        *,
        http: httpx.AsyncClient,
        origin: str,
        tally: Tally,
    ) -> None:
        super().__init__(http, origin, "/ws/visitor/", chat.luck, tally)
        self.chat = chat
        # Everybody's visitors, for the agents to know whom they talk to.
        self._cast = cast
        self._api = f"/api/widget/v1/{key}"
        self.shown = View(VISITOR)
        self._session: Wire = {}
        # Socket and REST ask for it at the same time; two sessions would be two visitors.
        self._opening = asyncio.Lock()
        self._renew_at = 0.0
        chat.views.append(self.shown)

    async def play(self) -> None:
        """Until the agent has closed the chat. Raises TurnedAway or Refused."""
        await self.connected(self._speak())

    async def end(self) -> None:
        """Leave: what nobody finishes must not keep an agent's slot."""
        if self.shown.conv and not self.shown.is_closed:
            body = {"conv": self.shown.conv, "client_id": str(uuid4())}
            try:
                await self._call("POST", "end", json=body)
            except (Unreachable, Refused):
                return

    async def _speak(self) -> None:
        view = self.shown
        while not view.is_closed:
            turn = self.chat.next_turn(view)
            if turn is None or turn.side != VISITOR:
                await view.change()
                continue
            if view.conv:
                self.send({"t": "typing", "conv": view.conv, "text": turn.text})
            await asyncio.sleep(self.luck.uniform(*PAUSE_SECONDS))
            sent = self.chat.write(VISITOR, turn.text)
            seq = await self.say(sent, self._destination())
            if seq is None:
                raise Refused(sent.refusal)
            await self.view(sent.conv).reach(seq)

    def _destination(self) -> Wire:
        """Where a message goes: to the conversation, or with the page that begins one."""
        if self.shown.conv:
            return {"conv": self.shown.conv}
        page = {"url": PAGE + self.chat.dialogue.id, "title": self.chat.dialogue.brand}
        return {"conv": None, "page": page}

    # What a client is asked.

    def open_view(self, conv: str) -> View:
        if self.shown.conv not in ("", conv):
            raise RuntimeError(f"{self.shown.conv} goes on as {conv}.")
        self.shown.conv = conv
        return self.shown

    async def credentials(self, *, anew: bool) -> Wire:
        async with self._opening:
            if anew or time.monotonic() > self._renew_at:
                await self._open_session()
        return {"token": self._session["access"]}

    async def fetch(self, conv: str, after: int) -> Wire:
        return await self._call("GET", "events", params={"conv": conv, "after": after})

    async def post(self, sent: Sent, frame: Wire) -> Wire:
        body = {key: value for key, value in frame.items() if key != "t"}
        return await self._call("POST", "messages", json=body)

    async def _open_session(self) -> None:
        body = {"refresh": self._session["refresh"]} if self._session else {}
        self._session = await call(self.http, "POST", f"{self._api}/session", json=body)
        self._renew_at = time.monotonic() + self._session["expires_in"] - EARLY_SECONDS
        self._cast[self._session["visitor"]] = self.chat
        self.chat.visitors.add(self._session["visitor"])

    async def _call(self, method: str, name: str, **kwargs: Any) -> Wire:
        await self.credentials(anew=False)
        bearer = {"Authorization": f"Bearer {self._session['access']}"}
        return await call(self.http, method, f"{self._api}/{name}", headers=bearer, **kwargs)
