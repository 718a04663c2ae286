"""Asking clamd whether a file is harmful: its command INSTREAM, over a socket.

The bytes go in chunks with their length before them, and end with an empty one. The answer is
``stream: OK``, or ``stream: <name> FOUND``, or says what went wrong.
"""

import socket
import struct

from django.conf import settings

from conversations.models import FileStatus
from tenants.outbox import NotSent

CHUNK = 64 * 1024
# For each step; a scanner that loads its signatures anew answers late.
PATIENCE_SECONDS = 30
MAX_ANSWER = 4096


def is_on() -> bool:
    return bool(settings.CLAMD_ADDRESS)


def scan(data: bytes) -> FileStatus:
    """Whether the bytes are clean. Raises NotSent when the scanner does not say."""
    if not is_on():
        return FileStatus.CLEAN
    try:
        answer = _ask(data)
    except TimeoutError:
        raise NotSent("timeout") from None
    except OSError:
        raise NotSent("connection") from None
    if answer == b"stream: OK":
        return FileStatus.CLEAN
    if answer.startswith(b"stream: ") and answer.endswith(b" FOUND"):
        return FileStatus.BLOCKED
    raise NotSent("protocol")


def _ask(data: bytes) -> bytes:
    host, _, port = settings.CLAMD_ADDRESS.rpartition(":")
    with socket.create_connection((host.strip("[]"), int(port)), PATIENCE_SECONDS) as link:
        link.sendall(b"zINSTREAM\0")
        for start in range(0, len(data), CHUNK):
            chunk = data[start : start + CHUNK]
            link.sendall(struct.pack("!L", len(chunk)) + chunk)
        link.sendall(struct.pack("!L", 0))
        return _read_answer(link)


def _read_answer(link: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
        part = link.recv(MAX_ANSWER)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0\n")
