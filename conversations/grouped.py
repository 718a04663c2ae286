"""Calls of one SQL function shared by all who wait for it, outside of Django's connections.

There is no timer: while a batch is under way the next one gathers by itself, so a lone row
waits for nobody and a burst shares its commits. All rows travel as one JSON parameter, because
psycopg needs 15 µs a row for an array of each column.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

import msgspec
import psycopg
from django.conf import settings

from tenants.errors import Unavailable

logger = logging.getLogger(__name__)


def as_json(rows: Sequence[msgspec.Struct]) -> str:
    return msgspec.json.encode(rows).decode()


Row = TypeVar("Row", bound=msgspec.Struct)
Answer = TypeVar("Answer")


class Grouped(Generic[Row, Answer]):
    """Calls a set-returning function for all rows that wait, on a few connections of its own."""

    MAX_BATCH = 128
    MAX_WAITING = 10_000
    STATEMENT_TIMEOUT_MS = 5_000
    # A connection that says nothing for so long is given up: who waits must not wait for ever.
    PATIENCE_SECONDS = 8

    def __init__(self, query: str, answer: Callable[..., Answer], *, connections: int) -> None:
        self._query = query
        self._answer = answer
        self._waiting: deque[tuple[Row, asyncio.Future[Answer | None]]] = deque()
        self._idle: list[psycopg.AsyncConnection | None] = [None] * connections
        self._running: set[asyncio.Task[None]] = set()

    def ask(self, row: Row) -> "asyncio.Future[Answer | None]":
        """The function's answer for ``row``; None when it returned none. May raise Unavailable."""
        future: asyncio.Future[Answer | None] = asyncio.get_running_loop().create_future()
        if len(self._waiting) >= self.MAX_WAITING:
            future.set_exception(Unavailable())
            return future
        self._waiting.append((row, future))
        if self._idle:
            self._start(self._idle.pop())
        return future

    def _start(self, link: psycopg.AsyncConnection | None) -> None:
        # It begins in the next turn of the loop: all that this turn reads joins the batch.
        task = asyncio.get_running_loop().create_task(self._work(link))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _work(self, link: psycopg.AsyncConnection | None) -> None:
        while self._waiting:
            size = min(len(self._waiting), self.MAX_BATCH)
            batch = [self._waiting.popleft() for _ in range(size)]
            try:
                link = await self._answer_batch(link, batch)
            except Exception:
                logger.exception("A batch of %d entries went wrong.", size)
                _fail(batch)
                link = None
        self._idle.append(link)

    async def _answer_batch(
        self, link: psycopg.AsyncConnection | None, batch: list[tuple[Row, asyncio.Future]]
    ) -> psycopg.AsyncConnection | None:
        try:
            async with asyncio.timeout(self.PATIENCE_SECONDS):
                link = link or await self._connect()
                answers = await self._call(link, [row for row, _ in batch])
        except (psycopg.OperationalError, TimeoutError):
            # Whether it was committed is unknown; who sends again with the same id finds out.
            logger.warning("PostgreSQL does not answer; %d entries are refused.", len(batch))
            _fail(batch)
            await _close(link)
            return None
        except psycopg.Error:
            if len(batch) == 1:
                logger.exception("An entry was refused by PostgreSQL.")
                _fail(batch)
                return link
            # One bad row fails alone.
            for one in batch:
                link = await self._answer_batch(link, [one])
            return link
        for position, (_, future) in enumerate(batch, start=1):
            if not future.done():
                future.set_result(answers.get(position))
        return link

    async def _call(self, link: psycopg.AsyncConnection, rows: Sequence[Row]) -> dict[int, Answer]:
        cursor = await link.execute(self._query, [as_json(rows)], prepare=True, binary=True)
        return {row[0]: self._answer(*row[1:]) for row in await cursor.fetchall()}

    async def _connect(self) -> psycopg.AsyncConnection:
        database = settings.DATABASES["default"]
        link = await psycopg.AsyncConnection.connect(
            host=database["HOST"],
            port=database["PORT"],
            dbname=database["NAME"],
            user=database["USER"],
            password=database["PASSWORD"],
            connect_timeout=5,
            autocommit=True,
            options=f"-c statement_timeout={self.STATEMENT_TIMEOUT_MS}",
        )
        link.prepare_threshold = 0
        return link


async def _close(link: psycopg.AsyncConnection | None) -> None:
    if link is not None:
        await link.close()


def _fail(batch: list[tuple[Any, asyncio.Future]]) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(Unavailable())
