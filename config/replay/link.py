"""A socket that comes back: docs/protocol.md, "Rules for clients"."""

import asyncio
from contextlib import suppress
from random import Random

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake
from websockets.typing import Origin

from config.replay.rest import Unreachable
from conversations.serializers import Wire

SILENCE_SECONDS = 40
FIRST_DELAY, LONGEST_DELAY = 0.5, 30.0
REFUSALS = range(4001, 4005)


class TurnedAway(Exception):
    """Refused with fresh credentials too; trying on would be knocking for ever."""


def delay_after(failures: int, luck: Random, longest: float = LONGEST_DELAY) -> float:
    """Full jitter, so that a restarted server is not met by everybody in the same second."""
    return luck.uniform(0, min(longest, FIRST_DELAY * 2**failures))


class Link:
    longest_delay = LONGEST_DELAY

    def __init__(self, origin: str, path: str, luck: Random) -> None:
        self.luck = luck
        self.connections = 0
        self._origin = Origin(origin)
        self._address = origin.replace("http", "ws", 1) + path
        self._socket: ClientConnection | None = None
        self._waiting: asyncio.Queue[Wire] = asyncio.Queue()
        self._is_welcome = False

    async def credentials(self, *, anew: bool) -> Wire:
        """What hello shows; ``anew`` when the last ones were refused. May raise Unreachable."""
        raise NotImplementedError

    def resume(self) -> Wire:
        """What hello asks to go on from."""
        raise NotImplementedError

    def on_frame(self, frame: Wire) -> None:
        raise NotImplementedError

    def send(self, frame: Wire) -> None:
        """Nothing happens while the socket is away: who needs an answer sends again."""
        if self._is_welcome:
            self._waiting.put_nowait(frame)

    async def stay_connected(self) -> None:
        failures, refusals = 0, 0
        while True:
            code = await self._try_once(anew=refusals > 0)
            refusals = refusals + 1 if code in REFUSALS else 0
            if refusals > 1:
                raise TurnedAway(f"Closed with {code} twice.")
            failures = 0 if self._is_welcome else failures + 1
            self._is_welcome = False
            await asyncio.sleep(delay_after(failures, self.luck, self.longest_delay))

    async def _try_once(self, *, anew: bool) -> int | None:
        """Connect and talk until the connection is lost. The code it was closed with."""
        try:
            hello = {"t": "hello", "v": 1, **await self.credentials(anew=anew)}
            async with connect(
                self._address,
                origin=self._origin,
                compression=None,
                ping_interval=None,
                close_timeout=1,
                max_size=None,
                proxy=None,
            ) as socket:
                await self._talk(socket, hello | self.resume())
                return socket.close_code
        except (OSError, TimeoutError, InvalidHandshake, ConnectionClosed, Unreachable):
            return None

    async def _talk(self, socket: ClientConnection, hello: Wire) -> None:
        self._waiting = asyncio.Queue()
        self._socket = socket
        await socket.send(_text(hello))
        tasks = [asyncio.create_task(self._write(socket))]
        try:
            await self._listen(socket, tasks)
        finally:
            for task in tasks:
                task.cancel()

    async def _listen(self, socket: ClientConnection, tasks: list[asyncio.Task[None]]) -> None:
        with suppress(ConnectionClosed, TimeoutError):
            while True:
                async with asyncio.timeout(SILENCE_SECONDS):
                    received = orjson.loads(await socket.recv())
                for frame in received if isinstance(received, list) else [received]:
                    if frame["t"] == "welcome":
                        self._settle()
                        tasks.append(asyncio.create_task(self._beat(frame["hb"])))
                    elif frame["t"] == "drain":
                        tasks.append(asyncio.create_task(self._move_away(*frame["reconnect_in"])))
                    self.on_frame(frame)

    def _settle(self) -> None:
        self._is_welcome = True
        self.connections += 1

    async def _write(self, socket: ClientConnection) -> None:
        with suppress(ConnectionClosed):
            while True:
                await socket.send(_text(await self._waiting.get()))

    async def _beat(self, seconds: float) -> None:
        number = 0
        while True:
            await asyncio.sleep(seconds)
            number += 1
            self.send({"t": "hb", "n": number})

    async def _move_away(self, least: float, most: float) -> None:
        """The server is about to stop and asks its clients to spread over these seconds."""
        await asyncio.sleep(self.luck.uniform(least, most))
        if self._socket:
            await self._socket.close()


def _text(frame: Wire) -> str:
    return orjson.dumps(frame).decode()
