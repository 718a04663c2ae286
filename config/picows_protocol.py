"""uvicorn's WebSocket protocol on picows, which reads frames in C.

``uvicorn --ws=config.picows_protocol:PicowsProtocol``. uvicorn keeps what it does well, HTTP and
the life of the process; picows takes a connection over when the application accepts it. Next to
uvicorn's own protocol a message costs a fifth less CPU (docs/performance.md).
"""

import asyncio
import logging
from collections import deque
from typing import Any, cast
from urllib.parse import unquote

from picows import (
    WSAutoPingStrategy,
    WSFrame,
    WSListener,
    WSMsgType,
    WSTransport,
    WSUpgradeResponse,
    WSUpgradeResponseWithListener,
)
from picows.picows import WSProtocol  # type: ignore[attr-defined]
from uvicorn.config import Config
from uvicorn.server import ServerState

logger = logging.getLogger(__name__)

Message = dict[str, Any]

END_OF_HEAD = b"\r\n\r\n"
MAX_HEAD = 64 * 1024
HANDSHAKE_SECONDS = 5
PING_SECONDS = 20
# Messages that wait for the application; above the first nothing more is read, down to the second.
MANY, FEW = 16, 4
# Close codes.
OK, NO_CODE, WENT_AWAY = 1000, 1005, 1006
TOO_BIG, INTERNAL_ERROR, RESTART = 1009, 1011, 1012
REFUSED = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FAILED = b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
TOO_LARGE = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\n\r\n"


class PicowsProtocol(asyncio.Protocol):
    """One WebSocket: the ASGI application on one side, picows on the other."""

    def __init__(
        self, config: Config, server_state: ServerState, app_state: Message, _loop: object = None
    ) -> None:
        if not config.loaded:
            config.load()
        self._config = config
        self.max_size = config.ws_max_size
        self._server = server_state
        self._app_state = app_state
        self._loop = asyncio.get_running_loop()
        self._head = b""
        self._task: asyncio.Task[None] | None = None
        self._listener: Listener | None = None
        self._messages: deque[Message] = deque()
        self._wanted: asyncio.Future[Message] | None = None
        self._drained: asyncio.Future[None] | None = None
        self._is_reading = True
        self._is_closed = self._is_gone = False

    # What uvicorn calls, and asyncio until the application has accepted.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._server.connections.add(self)  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        self._head += data
        if len(self._head) > MAX_HEAD:
            self._turn_away(TOO_LARGE)
        elif self._task is None and END_OF_HEAD in self._head:
            self._messages.append({"type": "websocket.connect"})
            self._task = self._loop.create_task(self._run(self._scope()))
            self._server.tasks.add(self._task)
            self._task.add_done_callback(self._server.tasks.discard)

    def connection_lost(self, error: Exception | None) -> None:
        self.lose(WENT_AWAY)

    def shutdown(self) -> None:
        """The server is about to stop."""
        if self._listener is None:
            self._turn_away(FAILED)
        elif not self._is_gone:
            self._listener.close(RESTART)

    # The application's side.

    def _scope(self) -> Message:
        request, *lines = self._head.partition(END_OF_HEAD)[0].split(b"\r\n")
        path, _, query = request.split(b" ")[1].partition(b"?")
        headers = [(name.strip().lower(), value.strip()) for name, value in map(_split, lines)]
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "ws",
            "server": self._transport.get_extra_info("sockname")[:2],
            "client": self._transport.get_extra_info("peername")[:2],
            "root_path": self._config.root_path,
            "path": unquote(path.decode("ascii")),
            "raw_path": path,
            "query_string": query,
            "headers": headers,
            "subprotocols": [],
            "state": self._app_state.copy(),
            "extensions": {},
        }

    async def _run(self, scope: Message) -> None:
        try:
            await self._config.loaded_app(scope, self._receive, self._send)
        except Exception:
            logger.exception("The application failed.")
        if self._is_closed or self._is_gone:
            return
        if self._listener is None:
            self._turn_away(FAILED)
        else:
            self._listener.close(INTERNAL_ERROR)

    async def _receive(self) -> Message:
        if not self._messages:
            self._wanted = self._loop.create_future()
            return await self._wanted
        message = self._messages.popleft()
        if not self._is_reading and len(self._messages) <= FEW and not self._is_gone:
            self._is_reading = True
            self._transport.resume_reading()
        return message

    async def _send(self, message: Message) -> None:
        kind = message["type"]
        if kind == "websocket.send":
            await self._send_frame(message)
        elif kind == "websocket.accept":
            self._accept(message.get("headers", ()))
        elif kind == "websocket.close":
            self._close(message.get("code") or OK)

    async def _send_frame(self, message: Message) -> None:
        if self._is_gone or self._listener is None:
            raise ConnectionResetError("The client has left.")
        text = message.get("text")
        if text is not None:
            self._listener.transport.send(WSMsgType.TEXT, text.encode())
        else:
            self._listener.transport.send(WSMsgType.BINARY, message["bytes"])
        if self._drained is not None:
            await self._drained

    def _accept(self, headers: Any) -> None:
        """Hand the connection to picows, which answers the handshake."""
        if self._is_gone:
            return
        self._listener = Listener(self)
        protocol = _picows(self._listener, headers, self.max_size)
        self._transport.set_protocol(protocol)
        protocol.connection_made(self._transport)
        head, self._head = memoryview(self._head), b""
        while head and not self._is_gone:
            room = protocol.get_buffer(-1)
            size = min(len(room), len(head))
            room[:size] = head[:size]
            head = head[size:]
            protocol.buffer_updated(size)

    def _close(self, code: int) -> None:
        self._is_closed = True
        if self._listener is None:
            self._turn_away(REFUSED)
        elif not self._is_gone:
            self._listener.close(code)

    def _turn_away(self, answer: bytes) -> None:
        self._is_closed = True
        if not self._transport.is_closing():
            self._transport.write(answer)
            self._transport.close()

    # The client's side.

    def hear(self, message: Message) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and not wanted.done():
            wanted.set_result(message)
            return
        self._messages.append(message)
        if self._is_reading and len(self._messages) >= MANY:
            self._is_reading = False
            self._transport.pause_reading()

    def lose(self, code: int) -> None:
        if not self._is_gone:
            self._is_gone = True
            self._server.connections.discard(self)
            self.resume()
            self.hear({"type": "websocket.disconnect", "code": code})

    def pause(self) -> None:
        self._drained = self._drained or self._loop.create_future()

    def resume(self) -> None:
        drained, self._drained = self._drained, None
        if drained is not None and not drained.done():
            drained.set_result(None)


class Listener(WSListener):
    """What picows tells of one connection."""

    def __init__(self, protocol: PicowsProtocol) -> None:
        self.transport: WSTransport
        self._protocol = protocol
        self._code = WENT_AWAY
        # A message that comes in several frames.
        self._parts: list[bytes] = []
        self._is_text = True

    def close(self, code: int) -> None:
        self.transport.send_close(code)  # type: ignore[arg-type]
        self.transport.disconnect()

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        kind = frame.msg_type
        if kind == WSMsgType.TEXT and frame.fin:
            self._protocol.hear(
                {"type": "websocket.receive", "text": frame.get_payload_as_utf8_text()}
            )
        elif kind == WSMsgType.CLOSE:
            self._answer_close(frame)
        elif kind in (WSMsgType.TEXT, WSMsgType.BINARY, WSMsgType.CONTINUATION):
            self._put_together(frame)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        self._protocol.lose(self._code)

    def pause_writing(self) -> None:
        self._protocol.pause()

    def resume_writing(self) -> None:
        self._protocol.resume()

    def _put_together(self, frame: WSFrame) -> None:
        if frame.msg_type != WSMsgType.CONTINUATION:
            self._is_text = frame.msg_type == WSMsgType.TEXT
            self._parts = []
        self._parts.append(frame.get_payload_as_bytes())
        if sum(map(len, self._parts)) > self._protocol.max_size:
            self.close(TOO_BIG)
        elif frame.fin:
            whole, self._parts = b"".join(self._parts), []
            key, value = ("text", whole.decode()) if self._is_text else ("bytes", whole)
            self._protocol.hear({"type": "websocket.receive", key: value})

    def _answer_close(self, frame: WSFrame) -> None:
        self._code = int(frame.get_close_code()) or NO_CODE  # type: ignore[call-overload]
        self.close(OK if self._code == NO_CODE else self._code)


def _split(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name, value


def _picows(listener: Listener, headers: Any, max_size: int) -> WSProtocol:
    extra = [(name.decode(), value.decode()) for name, value in headers]
    answer = WSUpgradeResponse.create_101_response(extra_headers=extra)

    def answer_with_listener(request: object) -> WSUpgradeResponseWithListener:
        return WSUpgradeResponseWithListener(answer, listener)

    return WSProtocol(
        None,  # host, of a client
        None,  # path, of a client
        False,  # is a client
        answer_with_listener,
        logger,
        True,  # disconnect on an exception
        HANDSHAKE_SECONDS,
        True,  # ping
        PING_SECONDS,
        PING_SECONDS,
        WSAutoPingStrategy.PING_WHEN_IDLE,
        True,  # pong
        max_size,
        None,  # headers, of a client
        2048,  # bytes of the first buffer
    )
