"""Frames of our own, written at once: what a client reads is whole and in order."""

import socket
from collections.abc import Iterator
from threading import Thread
from typing import Any, NamedTuple, cast

import pytest
from twisted.internet.protocol import Protocol
from twisted.internet.selectreactor import SelectReactor
from twisted.internet.tcp import Connection
from websockets.frames import Frame, Opcode
from websockets.streams import StreamReader

from config.autobahn_patches import head_of, write_at_once

SIZES = (0, 1, 125, 126, 65_535, 65_536, 200_000)


class Line(NamedTuple):
    """A connection as Twisted serves it, and its other end."""

    transport: Connection
    client: socket.socket
    reactor: SelectReactor

    def is_waiting(self) -> bool:
        return bool(self.transport.dataBuffer or self.transport._tempDataLen)


@pytest.fixture
def line() -> Iterator[Line]:
    server, client = socket.socketpair()
    server.setblocking(False)
    reactor = SelectReactor()
    transport = Connection(server, cast(Any, Protocol()), reactor)
    transport.connected = True
    yield Line(transport, client, reactor)
    reactor.removeAll()
    server.close()
    client.close()
    for waker in reactor._internalReaders:
        waker.connectionLost(None)


@pytest.mark.parametrize("size", SIZES)
def test_another_library_reads_the_head(size: int):
    reader = StreamReader()
    reader.feed_data(head_of(size) + b"x" * size)
    parsing = Frame.parse(reader.read_exact, mask=False, max_size=None, extensions=[])

    with pytest.raises(StopIteration) as read:
        next(parsing)

    frame = read.value.value
    assert (frame.opcode, frame.fin, len(frame.data)) == (Opcode.TEXT, True, size)


def test_what_a_slow_client_leaves_waiting_comes_later_and_in_order(line: Line):
    pieces = [bytes([number]) * 10_000 for number in range(200)]
    received: list[bytes] = []
    reading = Thread(target=read_all, args=(line.client, received), daemon=True)

    for piece in pieces:
        write_at_once(line.transport, piece)
    assert line.is_waiting()
    reading.start()
    while line.is_waiting():
        line.reactor.doIteration(0.1)
    write_at_once(line.transport, b"the end")
    line.transport.socket.shutdown(socket.SHUT_WR)
    reading.join(10)

    assert b"".join(received) == b"".join(pieces) + b"the end"


def test_a_client_that_has_gone_is_left_to_twisted(line: Line):
    line.client.close()

    write_at_once(line.transport, b"anybody there?")

    assert line.is_waiting()
    assert isinstance(line.transport.doWrite(), Exception)


def test_nothing_passes_encryption_by(line: Line):
    written: list[bytes] = []
    line.transport.TLS = True
    line.transport.write = written.append  # type: ignore[method-assign]

    write_at_once(line.transport, b"secret")

    line.client.setblocking(False)
    assert written == [b"secret"]
    with pytest.raises(BlockingIOError):
        line.client.recv(10)


def read_all(client: socket.socket, received: list[bytes]) -> None:
    while data := client.recv(65_536):
        received.append(data)
