"""Lines between two processes that can be cut, held in one direction, and shaken."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from random import Random

from config.embedded.stack import free_port
from tests.waiting import PATIENCE

DROPPED, DOUBLED, LONGEST_DELAY = 0.05, 0.05, 3.0
PUSH = b"*3\r\n$7\r\nmessage\r\n"


class Line:
    """Forwards 127.0.0.1:``port`` to one of some ports, in turn; to the next when one is dead."""

    def __init__(self, *to: int) -> None:
        self.port = free_port()
        self._to = list(to)
        self._turn = 0
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()
        self._open: dict[str, asyncio.Event] = {}
        self.forwarded = {"up": 0, "down": 0}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Everything under way breaks, what is held too, and nothing new gets through."""
        self._is_cut = True
        self._in_loop(self._break)

    def hold(self, direction: str) -> None:
        """``up`` is towards the server: what is sent waits, as when packets do not get through."""
        self._in_loop(self._open[direction].clear)

    def mend(self) -> None:
        self._is_cut = False
        for gate in self._open.values():
            self._in_loop(gate.set)

    def stop(self) -> None:
        self.cut()
        self._in_loop(self._stopped.set)

    def run(self, is_ready: threading.Event) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._listen(is_ready))

    def _in_loop(self, act) -> None:
        with suppress(RuntimeError):  # Stopped already.
            self._loop.call_soon_threadsafe(act)

    async def _listen(self, is_ready: threading.Event) -> None:
        for direction in ("up", "down"):
            self._open[direction] = asyncio.Event()
            self._open[direction].set()
        server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
        is_ready.set()
        await self._stopped.wait()
        # Whoever was let in at the last moment is turned away before the loop ends: a server
        # that is closed meanwhile would leave them open.
        for listening in server.sockets:
            self._loop.remove_reader(listening.fileno())
        await asyncio.sleep(0.05)
        self._break()
        server.close()
        await asyncio.sleep(0.05)

    def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        self._writers.add(to_client)
        to_server = None
        try:
            if not self._is_cut:
                server, to_server = await self._dial()
                self._writers.add(to_server)
                await asyncio.gather(self.up(client, to_server), self.down(server, to_client))
        except (OSError, asyncio.CancelledError):
            pass  # Cut, or one of the two has left, or the test is over.
        finally:
            for writer in (to_client, to_server):
                if writer:
                    self._writers.discard(writer)
                    writer.transport.abort()

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        for _ in self._to:
            self._turn += 1
            port = self._to[self._turn % len(self._to)]
            with suppress(ConnectionRefusedError):
                return await asyncio.open_connection("127.0.0.1", port)
        raise ConnectionRefusedError

    async def up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._pump("up", reader, writer)

    async def down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self._pump("down", reader, writer)

    async def _pump(
        self, direction: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        while chunk := await reader.read(65536):
            await self._open[direction].wait()
            writer.write(chunk)
            self.forwarded[direction] += len(chunk)
            await writer.drain()
        writer.transport.abort()


class ShakyRedis(Line):
    """Between a process and Redis: pushes get lost, come twice, or late and out of order."""

    def __init__(self, to: int, seed: int = 1) -> None:
        super().__init__(to)
        self.is_shaking = False
        self.dropped = self.doubled = self.delayed = 0
        self._luck = Random(seed)

    async def down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        rest = b""
        while chunk := await reader.read(65536):
            replies, rest = split_replies(rest + chunk)
            for reply in replies:
                self._pass_on(reply, writer)
            await writer.drain()
        writer.transport.abort()

    def _pass_on(self, reply: bytes, writer: asyncio.StreamWriter) -> None:
        if not self.is_shaking or not reply.startswith(PUSH):
            writer.write(reply)
        elif self._luck.random() < DROPPED:
            self.dropped += 1
        else:
            self.delayed += 1
            self._later(reply, writer)
            if self._luck.random() < DOUBLED:
                self.doubled += 1
                self._later(reply, writer)

    def _later(self, reply: bytes, writer: asyncio.StreamWriter) -> None:
        def write() -> None:
            if not writer.transport.is_closing():
                writer.write(reply)

        self._loop.call_later(self._luck.uniform(0, LONGEST_DELAY), write)


def split_replies(stream: bytes) -> tuple[list[bytes], bytes]:
    """The whole replies of Redis's protocol at the front of ``stream``, and what is left."""
    replies, start = [], 0
    while (end := _end_of_reply(stream, start)) is not None:
        replies.append(stream[start:end])
        start = end
    return replies, stream[start:]


def _end_of_reply(stream: bytes, start: int) -> int | None:
    line_end = stream.find(b"\r\n", start)
    if line_end < 0:
        return None
    end: int | None = line_end + 2
    kind, count = stream[start : start + 1], stream[start + 1 : line_end]
    if kind == b"$" and int(count) >= 0:
        end = line_end + 2 + int(count) + 2
        return end if end <= len(stream) else None
    if kind == b"*":
        for _ in range(int(count)):
            end = None if end is None else _end_of_reply(stream, end)
    return end


@contextmanager
def running(*lines: Line) -> Iterator[None]:
    threads = []
    try:
        for line in lines:
            is_ready = threading.Event()
            thread = threading.Thread(target=line.run, args=[is_ready], daemon=True)
            thread.start()
            threads.append(thread)
            assert is_ready.wait(PATIENCE)
        yield
    finally:
        for line in lines:
            line.stop()
        for thread in threads:
            thread.join(timeout=5)
