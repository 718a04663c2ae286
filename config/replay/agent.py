"""An agent: signs in, is available, answers what is pushed, and closes what is over."""

import asyncio
import re
from itertools import count
from random import Random
from typing import NamedTuple

import httpx
from django.conf import settings

from config.replay.chat import Chat, Sent, Tally
from config.replay.client import PATIENCE_SECONDS, Client
from config.replay.contact import lead_values
from config.replay.dialogues import AGENT
from config.replay.link import TurnedAway
from config.replay.rest import Refused, Unreachable, call, request
from config.replay.view import View
from conversations.serializers import Wire

PAUSE_SECONDS = (0.05, 0.5)
RETRY_SECONDS = 1.0
LOGIN = "/accounts/login/"
FORM_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


class Account(NamedTuple):
    email: str
    password: str


class Agent(Client):
    # Away for half a minute, and visitors are given to somebody else: a console hurries.
    longest_delay = 3.0

    def __init__(
        self,
        account: Account,
        cast: dict[str, Chat],
        *,
        http: httpx.AsyncClient,
        origin: str,
        luck: Random,
        tally: Tally,
    ) -> None:
        super().__init__(http, origin, "/ws/console/", luck, tally)
        self.email = account.email
        self._password = account.password
        self._cast = cast
        self._me = ""
        self._feed = 0
        self._is_signed_in = False
        self._numbers = count(1)

    async def work(self) -> None:
        """Until cancelled. Raises TurnedAway."""
        await self.connected(_for_ever())

    # What a client is asked.

    async def credentials(self, *, anew: bool) -> Wire:
        if anew:
            self._is_signed_in = False
        try:
            if not self._is_signed_in:
                await self._sign_in()
            answer = await call(self.http, "POST", "/api/v1/console/ticket", headers=self._csrf())
        except Refused as refused:
            self._is_signed_in = False
            raise Unreachable(refused.code) from refused
        return {"ticket": answer["ticket"]}

    def resume(self) -> Wire:
        open_views = [view for view in self.views.values() if not view.is_closed]
        return {"after": {view.conv: view.last for view in open_views}, "feed": self._feed}

    def open_view(self, conv: str) -> View:
        view = View(AGENT, conv)
        self.start(self._serve(view))
        return view

    async def fetch(self, conv: str, after: int) -> Wire:
        path = f"/api/v1/conversations/{conv}/events"
        return await call(self.http, "GET", path, params={"after": after})

    async def post(self, sent: Sent, frame: Wire) -> Wire:
        body = {"client_id": frame["client_id"], "body": frame["body"]}
        path = f"/api/v1/conversations/{frame['conv']}/messages"
        return await call(self.http, "POST", path, json=body, headers=self._csrf())

    # Hearing.

    def on_welcome(self, frame: Wire) -> None:
        self._feed = frame["feed"]
        super().on_welcome(frame)
        if self.connections == 1:
            self.send({"t": "status", "value": "available"})

    def on_hb(self, frame: Wire) -> None:
        self._feed = frame.get("feed", self._feed)
        super().on_hb(frame)

    def on_feed(self, frame: Wire) -> None:
        self._feed = frame.get("cursor", self._feed)
        self._take_items(frame["items"])
        if frame.get("limited"):
            self.start(self._load_again())

    def on_presence(self, frame: Wire) -> None:
        self.tally.overloads += sum(one["load"] > one["capacity"] for one in frame["agents"])

    def on_done(self, frame: Wire) -> None:
        self._answer(frame["id"], frame)

    on_refused = on_done

    def _take_items(self, items: list[Wire]) -> None:
        mine = [item for item in items if item["agent"] == self._me]
        # Of one that has ended, heads say nothing: what was lost of it is found by its item.
        known = [one for one in mine if one["status"] != "closed" or one["id"] in self.views]
        self._expect({item["id"]: item["seq"] for item in known})

    # Serving.

    async def _serve(self, view: View) -> None:
        """Whoever holds a conversation goes on from the events that are there."""
        while not view.is_closed:
            chat = self._chat_of(view)
            if chat is None or view.holder != self._me:
                await view.change()
                continue
            turn = chat.next_turn(view)
            if chat.is_accepted_first and not view.is_accepted:
                await self._do("accept", view)
            elif turn is None and chat.has_contact is None:
                await self._capture(chat, view)
            elif turn is None:
                await self._do("close", view, outcome=chat.dialogue.outcome)
            elif turn.side == AGENT:
                await self._reply(chat, view, turn.text)
            else:
                await view.change()

    async def _capture(self, chat: Chat, view: View) -> None:
        """Write down the contact that the product finds in what the visitor wrote."""
        path = f"/api/v1/conversations/{view.conv}/lead"
        try:
            panel = await call(self.http, "GET", path)
            values = lead_values(chat.dialogue, panel["suggestions"])
            if values:
                body = {"client_id": chat.lead_id, "values": values}
                await call(self.http, "POST", path, json=body, headers=self._csrf())
        except (Unreachable, Refused):
            # Nobody is there, or the chat is somebody else's by now: look again.
            await view.change(RETRY_SECONDS)
        else:
            chat.has_contact = bool(values)

    def _chat_of(self, view: View) -> Chat | None:
        if view.visitor is None:
            return None
        chat = self._cast.get(view.visitor)
        if chat is not None and view not in chat.views:
            chat.views.append(view)
        return chat

    async def _reply(self, chat: Chat, view: View, text: str) -> None:
        before = view.last
        self.send({"t": "typing", "conv": view.conv})
        await asyncio.sleep(self.luck.uniform(*PAUSE_SECONDS))
        if view.last != before:
            return  # Something happened meanwhile: look again.
        seq = await self.say(chat.write(AGENT, text), {"conv": view.conv})
        if seq is not None:
            await view.reach(seq)

    async def _do(self, action: str, view: View, **fields: str) -> None:
        """Ask for it; what came of it stands in the events."""
        number, before = str(next(self._numbers)), view.last
        frame = {"t": "do", "id": number, "action": action, "conv": view.conv, **fields}
        await self.answer_to(number, frame)
        if view.last == before:
            await view.change(PATIENCE_SECONDS)

    # Signing in.

    async def _sign_in(self) -> None:
        self.http.cookies.clear()  # Who is signed in is shown no form.
        form = (await request(self.http, "GET", LOGIN)).text
        token = FORM_TOKEN.search(form)
        if token is None:
            raise TurnedAway("The sign-in page has no form.")
        fields = {
            "csrfmiddlewaretoken": token[1],
            "login": self.email,
            "password": self._password,
            "next": "/console/",
        }
        answer = await request(self.http, "POST", LOGIN, data=fields)
        if answer.status_code != 302:
            # Too often within a minute, for instance: an attempt cut off counts as a failed one.
            raise Unreachable(f"Signing in as {self.email}: {answer.status_code}.")
        self._is_signed_in = True
        await self._load()

    async def _load(self) -> None:
        boot = await call(self.http, "GET", "/api/v1/console")
        self._me, self._feed = boot["me"]["agent"], boot["feed"]
        self._take_items(boot["conversations"])

    async def _load_again(self) -> None:
        try:
            await self._load()
        except (Unreachable, Refused):
            return  # The next heartbeat has the heads.

    def _csrf(self) -> dict[str, str]:
        return {"X-CSRFToken": self.http.cookies[settings.CSRF_COOKIE_NAME]}


async def _for_ever() -> None:
    await asyncio.Event().wait()
