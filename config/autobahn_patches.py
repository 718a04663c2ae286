"""Two things about Daphne's WebSockets that its options do not reach.

Autobahn paints the words of a debug line at every send and receive, before it looks whether
debugging is on: an eighth of the CPU of a message (docs/performance.md). And it refuses to
close with the codes for a restart or a fault, so that clients would see a broken line.
"""

from autobahn.twisted import websocket as adapter
from autobahn.websocket import protocol
from daphne.ws_protocol import WebSocketProtocol


def apply() -> None:
    for module in (protocol, adapter):
        for name in ("hltype", "hlval"):
            if hasattr(module, name):
                setattr(module, name, plain)
    WebSocketProtocol.serverClose = close_with_any_code


def plain(value: object, **_: object) -> object:
    return value


def close_with_any_code(socket: WebSocketProtocol, code: int | None = None) -> None:
    """What sendClose does after its check of the code."""
    socket.sendCloseFrame(code=code or 1000, isReply=False)
