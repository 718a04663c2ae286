"""A client's CRM: a real HTTP server on 127.0.0.1 that does as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Received:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    port: int = 0
    status: int = 200
    location: str = ""
    # Seconds before the answer, and between two bytes of it.
    pause: float = 0
    drip: float = 0
    endless: bool = False
    requests: list[Received] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)

    @property
    def trusted(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.trusted}/leads"


@contextmanager
def running_receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(receiver))
    receiver.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def handler_for(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.requests.append(Received(self.path, dict(self.headers), body))
            receiver.arrived.set()
            receiver.closing.wait(receiver.pause)
            if receiver.drip:
                self._drip()
            else:
                self._answer()

        def _answer(self) -> None:
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()
            while receiver.endless and not receiver.closing.is_set():
                self.wfile.write(b"x" * 65536)

        def _drip(self) -> None:
            for sign in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"x" * 1000:
                self.wfile.write(bytes([sign]))
                if receiver.closing.wait(receiver.drip):
                    break

        def log_message(self, *args: object) -> None:
            pass

        def handle(self) -> None:
            # The sender may hang up.
            with suppress(OSError):
                super().handle()

        def finish(self) -> None:
            with suppress(OSError):
                super().finish()

    return Handler


def wait_for(receiver: Receiver, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not receiver.arrived.is_set() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert receiver.arrived.is_set(), "Nothing arrived."
