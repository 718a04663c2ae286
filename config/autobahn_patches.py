"""Three things about Daphne's WebSockets that its options do not reach.

Autobahn paints the words of a debug line at every send and receive, before it looks whether
debugging is on: an eighth of the CPU of a message. Twisted asks the loop when a socket may be
written to before it writes, though nearly always it may: three system calls instead of one
(docs/performance.md). And Autobahn refuses to close with the codes for a restart or a fault, so
that clients would see a broken line.
"""

from autobahn.twisted import websocket as adapter
from autobahn.websocket import protocol
from daphne.ws_protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

TEXT = 0x81  # The only frame of its message.


def apply() -> None:
    for module in (protocol, adapter):
        for name in ("hltype", "hlval"):
            if hasattr(module, name):
                setattr(module, name, plain)
    WebSocketProtocol.serverClose = close_with_any_code
    WebSocketProtocol.serverSend = send_at_once


def plain(value: object, **_: object) -> object:
    return value


def close_with_any_code(socket: WebSocketProtocol, code: int | None = None) -> None:
    """What sendClose does after its check of the code."""
    socket.sendCloseFrame(code=code or 1000, isReply=False)


def send_at_once(socket: WebSocketProtocol, content: str, binary: bool = False) -> None:
    """A text in one frame; what this product sends is no longer than that, and never binary."""
    if binary:
        raise ValueError("Frames of this product are text.")
    if socket.state == socket.STATE_OPEN:
        payload = content.encode()
        write_at_once(socket.transport, head_of(len(payload)) + payload)


def head_of(size: int) -> bytes:
    """What comes before a text of so many bytes: RFC 6455, 5.2, from a server, not masked."""
    if size < 126:
        return bytes((TEXT, size))
    if size < 1 << 16:
        return bytes((TEXT, 126)) + size.to_bytes(2)
    return bytes((TEXT, 127)) + size.to_bytes(8)


def write_at_once(transport: Connection, data: bytes) -> None:
    """What does not fit into the socket, comes after what waits, or is to be encrypted goes
    Twisted's way."""
    if may_write(transport):
        sent = transport.writeSomeData(data)
        if isinstance(sent, int):
            data = data[sent:]
    if data:
        transport.write(data)


def may_write(transport: Connection) -> bool:
    if not isinstance(transport, Connection) or transport.TLS or not transport.connected:
        return False
    return not transport.dataBuffer and not transport._tempDataLen
