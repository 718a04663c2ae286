"""A scanner on 127.0.0.1 that speaks clamd's INSTREAM and finds one word harmful."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

HARMFUL = b"EICAR"


class Clamd(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Session)
        self.scanned: list[bytes] = []
        # What it says instead of an answer.
        self.complaint = b""

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(Clamd, self.server)
        assert self.rfile.read(10) == b"zINSTREAM\0"
        data = b"".join(self.chunks())
        server.scanned.append(data)
        finding = b"stream: Test-Signature FOUND" if HARMFUL in data else b"stream: OK"
        self.wfile.write((server.complaint or finding) + b"\0")

    def chunks(self) -> Iterator[bytes]:
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            yield self.rfile.read(length)


@contextmanager
def running_clamd() -> Iterator[Clamd]:
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
