"""What visitors and agents have in common: streams that heal, messages that arrive once."""

import asyncio
from collections.abc import Coroutine
from random import Random
from typing import Any, cast

import httpx

from config.replay.chat import Sent, Tally
from config.replay.link import Link, delay_after
from config.replay.rest import Refused, Unreachable
from config.replay.view import View
from conversations.serializers import Wire

# A message waits this long for its ack, or for a socket, before it is posted.
PATIENCE_SECONDS = 5.0
# A push may overtake another by a moment; only then is it worth asking for what is missing.
GRACE_SECONDS = 0.3
CONFIRM_SECONDS = 5.0
CONFIRM_EVENTS = 50


class Client(Link):
    def __init__(
        self, http: httpx.AsyncClient, origin: str, path: str, luck: Random, tally: Tally
    ) -> None:
        super().__init__(origin, path, luck)
        self.http = http
        self.tally = tally
        self.views: dict[str, View] = {}
        self._epoch = ""
        self._fetching: set[str] = set()
        self._unconfirmed: list[str] = []
        # What was asked and not answered, by the id that the answer will name.
        self._asked: dict[str, tuple[Wire, asyncio.Future[Wire]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: asyncio.Future[None]

    async def fetch(self, conv: str, after: int) -> Wire:
        """A page of events over REST."""
        raise NotImplementedError

    async def post(self, sent: Sent, frame: Wire) -> Wire:
        """A message over REST; answers its receipt."""
        raise NotImplementedError

    def open_view(self, conv: str) -> View:
        """The view of a conversation that this client hears of for the first time."""
        raise NotImplementedError

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something beside. When it fails, ``connected`` raises what it raised."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)

    async def connected(self, work: Coroutine[Any, Any, None]) -> None:
        """Do ``work``, and stay connected until it is done."""
        self._broken = asyncio.get_running_loop().create_future()
        self.start(self.stay_connected())
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task, self._broken}, return_when=asyncio.FIRST_COMPLETED)
            await (task if task.done() else self._broken)
        finally:
            tasks = [task, *self._tasks]
            for one in tasks:
                one.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() and not self._broken.done():
            self._broken.set_exception(cast(BaseException, task.exception()))

    def resume(self) -> Wire:
        return {"after": {view.conv: view.last for view in self.views.values()}}

    # Hearing.

    def on_frame(self, frame: Wire) -> None:
        handle = getattr(self, f"on_{frame['t']}", None)
        if handle:
            handle(frame)

    def on_welcome(self, frame: Wire) -> None:
        self.tally.reconnects += self.connections > 1
        self._check_epoch(frame["epoch"])
        self._expect(frame["heads"])
        for waiting, _ in list(self._asked.values()):
            self.send(waiting)

    def on_hb(self, frame: Wire) -> None:
        self._expect(frame.get("heads", {}))

    def on_gap(self, frame: Wire) -> None:
        self._expect({frame["conv"]: frame["head"]})

    def on_event(self, frame: Wire) -> None:
        view = self.view(frame["conv"])
        view.take(frame)
        self._catch_up_soon(view)
        self._confirm_soon(view.conv)

    def on_ack(self, frame: Wire) -> None:
        self._answer(frame["client_id"], frame)

    on_nack = on_ack

    def view(self, conv: str) -> View:
        if conv not in self.views:
            self.views[conv] = self.open_view(conv)
        return self.views[conv]

    def _answer(self, key: str, answer: Wire) -> None:
        _, future = self._asked.get(key, ({}, None))
        if future and not future.done():
            future.set_result(answer)

    def _expect(self, heads: dict[str, int]) -> None:
        for conv, head in heads.items():
            view = self.view(conv)
            view.expect(head)
            self._catch_up_soon(view)

    def _check_epoch(self, epoch: str) -> None:
        if self._epoch and epoch != self._epoch:
            for view in self.views.values():
                view.forget()
        self._epoch = epoch

    def _catch_up_soon(self, view: View) -> None:
        if view.is_behind and view.conv not in self._fetching:
            self._fetching.add(view.conv)
            self.start(self._catch_up(view))

    async def _catch_up(self, view: View) -> None:
        failures = 0
        try:
            if not view.is_late:
                await asyncio.sleep(GRACE_SECONDS)
            while view.is_behind:
                try:
                    page = await self.fetch(view.conv, view.last)
                except (Unreachable, Refused):
                    failures += 1
                    await asyncio.sleep(delay_after(failures, self.luck))
                    continue
                self.tally.fetches += 1
                self._check_epoch(page["epoch"])
                view.expect(page["head"])
                for event in page["events"]:
                    view.take(event)
        finally:
            self._fetching.discard(view.conv)

    def _confirm_soon(self, conv: str) -> None:
        self._unconfirmed.append(conv)
        if len(self._unconfirmed) == 1:
            asyncio.get_running_loop().call_later(CONFIRM_SECONDS, self._confirm)
        elif len(self._unconfirmed) >= CONFIRM_EVENTS:
            self._confirm()

    def _confirm(self) -> None:
        if self._unconfirmed:
            seen = {conv: self.views[conv].last for conv in self._unconfirmed}
            self._unconfirmed.clear()
            self.send({"t": "rcv", "conv": seen})

    # Speaking.

    async def say(self, sent: Sent, frame: Wire) -> int | None:
        """Send one message until it is answered. Its number, or None when it is refused."""
        frame = {"t": "send", "client_id": sent.client_id, "body": sent.body, **frame}
        failures = 0
        while True:
            try:
                receipt = await self._ask(sent, frame)
            except (Unreachable, Refused) as error:
                if isinstance(error, Refused) and not error.is_passing:
                    sent.refusal = error.code
                    return None
                failures += 1
                asked = getattr(error, "retry_after", None)
                await asyncio.sleep(asked or delay_after(failures, self.luck))
            else:
                sent.conv = receipt["conv"]
                sent.seqs.add(receipt["seq"])
                self._expect({receipt["conv"]: receipt["seq"]})
                self.tally.repeats += receipt["duplicate"]
                return int(receipt["seq"])

    async def _ask(self, sent: Sent, frame: Wire) -> Wire:
        """The receipt: by socket, or by REST when the socket keeps silent."""
        answer = await self.answer_to(sent.client_id, frame)
        if answer is None:
            self.tally.posts += 1
            return await self.post(sent, frame)
        if answer["t"] == "nack":
            raise Refused(answer["code"], answer.get("retry_after"))
        return answer

    async def answer_to(self, key: str, frame: Wire) -> Wire | None:
        """Send a frame, again after every reconnect; None when no answer comes in time."""
        future: asyncio.Future[Wire] = asyncio.get_running_loop().create_future()
        self._asked[key] = frame, future
        self.send(frame)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                return await future
        except TimeoutError:
            return None
        finally:
            del self._asked[key]
