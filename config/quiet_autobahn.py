"""Daphne's WebSockets without the colours of a log that nobody reads.

Autobahn paints the words of a debug line at every send and receive, before it looks whether
debugging is on: an eighth of the CPU of a message. docs/performance.md has the figures.
"""

from autobahn.twisted import websocket as adapter
from autobahn.websocket import protocol


def apply() -> None:
    for module in (protocol, adapter):
        for name in ("hltype", "hlval"):
            if hasattr(module, name):
                setattr(module, name, plain)


def plain(value: object, **_: object) -> object:
    return value
