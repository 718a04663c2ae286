"""A line between a client and the server that can be cut and mended."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.live.server import free_port


class Line:
    """Forwards 127.0.0.1:``port`` to a server's port, until it is cut."""

    def __init__(self, to: int) -> None:
        self.port = free_port()
        self._to = to
        self._is_cut = False
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._stopped = asyncio.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def cut(self) -> None:
        """Everything under way breaks, and nothing new gets through."""
        self._is_cut = True
        self._loop.call_soon_threadsafe(self._break)

    def mend(self) -> None:
        self._is_cut = False

    def _break(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, client: asyncio.StreamReader, to_client: asyncio.StreamWriter) -> None:
        if self._is_cut:
            to_client.transport.abort()
            return
        server, to_server = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers |= {to_client, to_server}
        try:
            await asyncio.gather(_pump(client, to_server), _pump(server, to_client))
        except OSError:
            pass  # Cut, or one of the two has left.
        finally:
            for writer in (to_client, to_server):
                self._writers.discard(writer)
                writer.transport.abort()

    def run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._listen())

    async def _listen(self) -> None:
        async with await asyncio.start_server(self._serve, "127.0.0.1", self.port):
            await self._stopped.wait()
            self._break()

    def stop(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._stopped.set)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while chunk := await reader.read(65536):
        writer.write(chunk)
        await writer.drain()
    writer.transport.abort()


@contextmanager
def open_line(to: int) -> Iterator[Line]:
    line = Line(to)
    thread = threading.Thread(target=line.run, daemon=True)
    thread.start()
    try:
        yield line
    finally:
        line.stop()
        thread.join(timeout=5)
