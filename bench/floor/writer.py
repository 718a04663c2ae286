"""Grouped writes: while one call is under way, the next batch gathers by itself."""

import asyncio
from collections import deque
from typing import NamedTuple

import psycopg

APPEND = (
    "SELECT ord, seq, agent_id, is_new"
    " FROM floor.append_messages(%s::bigint[], %s::uuid[], %s::text[])"
)


class Stored(NamedTuple):
    seq: int
    agent_id: int
    is_new: bool


class Writer:
    CONNECTIONS = 2
    MAX_BATCH = 128

    def __init__(self) -> None:
        self._waiting: deque[tuple[tuple[int, str, str], asyncio.Future[Stored]]] = deque()
        self._idle: list[psycopg.AsyncConnection] = []
        self._running: set[asyncio.Task[None]] = set()

    async def start(self, address: str) -> None:
        self._loop = asyncio.get_running_loop()
        for _ in range(self.CONNECTIONS):
            self._idle.append(await psycopg.AsyncConnection.connect(address, autocommit=True))

    def append(self, conversation_id: int, client_id: str, body: str) -> asyncio.Future[Stored]:
        future = self._loop.create_future()
        self._waiting.append(((conversation_id, client_id, body), future))
        if self._idle:
            task = self._loop.create_task(self._work(self._idle.pop()))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return future

    async def _work(self, connection: psycopg.AsyncConnection) -> None:
        while self._waiting:
            size = min(len(self._waiting), self.MAX_BATCH)
            batch = [self._waiting.popleft() for _ in range(size)]
            columns = [list(column) for column in zip(*(row for row, _ in batch), strict=True)]
            cursor = await connection.execute(APPEND, columns, prepare=True, binary=True)
            for ord, *stored in await cursor.fetchall():
                batch[ord - 1][1].set_result(Stored(*stored))
        self._idle.append(connection)
