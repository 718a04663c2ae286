"""What every WebSocket server must get right, whichever stands under the product."""

import json
import socket
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from tests.live.server import Server
from tests.waiting import PATIENCE, until

# As /proc/net/tcp calls them.
ESTABLISHED, CLOSE_WAIT = "01", "08"


def open_socket(server: Server, **headers: str) -> ClientConnection:
    return connect(
        f"{server.ws}/ws/visitor/",
        origin=Origin(server.url),
        additional_headers=headers,
        compression=None,
        proxy=None,
    )


def code_of(closed: pytest.ExceptionInfo[ConnectionClosed]) -> int | None:
    return closed.value.rcvd.code if closed.value.rcvd else None


def send_and_listen(link: ClientConnection, pieces: list[str]) -> None:
    link.send(pieces)
    link.recv(timeout=PATIENCE)


def test_a_frame_in_pieces_is_one_frame(server):
    with open_socket(server) as link:
        link.send(['{"t":', '"he', 'llo", "token": "č"}'])

        with pytest.raises(ConnectionClosed) as closed:
            link.recv(timeout=PATIENCE)

    assert code_of(closed) == 4001


def test_a_binary_frame_is_an_error(server):
    with open_socket(server) as link:
        link.send(b'{"t": "hello"}')

        assert json.loads(link.recv(timeout=PATIENCE))["code"] == "invalid"


def test_text_that_is_none_closes_that_socket_alone(server):
    with open_socket(server) as broken, open_socket(server) as other:
        broken.send(b"\xc3\x28", text=True)
        with pytest.raises(ConnectionClosed):
            broken.recv(timeout=PATIENCE)
        other.send('{"t": "hello", "token": "x"}')
        with pytest.raises(ConnectionClosed) as closed:
            other.recv(timeout=PATIENCE)

    assert code_of(closed) == 4001


@pytest.mark.parametrize("pieces", [1, 40])
def test_what_is_far_too_large_closes_the_socket(server, pieces):
    with open_socket(server) as link, pytest.raises(ConnectionClosed):
        send_and_listen(link, ["x" * (400_000 // pieces)] * pieces)


def test_a_browser_with_many_cookies_gets_in(server):
    with open_socket(server, Cookie="; ".join(f"c{n}={'v' * 60}" for n in range(60))) as link:
        link.send('{"t": "hello", "token": "x"}')
        with pytest.raises(ConnectionClosed) as closed:
            link.recv(timeout=PATIENCE)

    assert code_of(closed) == 4001


def test_a_client_that_goes_without_a_word_is_forgotten(server):
    with open_socket(server) as link:
        port = link.local_address[1]
        assert is_held(server, port)
        link.socket.shutdown(socket.SHUT_RDWR)
        until(lambda: not is_held(server, port))


def is_held(server: Server, client_port: int) -> bool:
    """Whether the server keeps its end of the connection."""
    ends = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    between = (f":{server.port:04X}", f":{client_port:04X}")
    return any(
        (local[-5:], remote[-5:]) == between and state in (ESTABLISHED, CLOSE_WAIT)
        for _, local, remote, state, *_ in ends
    )
