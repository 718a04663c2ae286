"""What clients may send, parsed strictly at the edge. docs/protocol.md has the meanings.

msgspec refuses NaN, wrong types and lone surrogates by itself. NUL and deep nesting, which
PostgreSQL or a later parser would choke on, are refused here.
"""

from typing import Annotated, Any
from uuid import UUID

import msgspec
import orjson
from django.conf import settings

MAX_DEPTH = 16
# Read once: settings are slow to read, and this is read for every frame.
MAX_FRAME = settings.MAX_FRAME


# The number of an event, as far as PostgreSQL counts.
Seq = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]


class Frame(msgspec.Struct, tag_field="t"):
    pass


class Hello(Frame, tag="hello"):
    v: int = 1
    token: str = ""
    ticket: str = ""
    after: dict[UUID, int] = {}
    feed: int | None = None


class PageField(msgspec.Struct):
    url: str = ""
    title: str = ""
    referrer: str = ""


class Send(Frame, tag="send"):
    client_id: UUID
    body: str
    conv: UUID | None = None
    canned: str | None = None
    note: bool = False
    page: PageField | None = None
    name: str = ""
    email: str = ""
    files: list[UUID] = []


class Rcv(Frame, tag="rcv"):
    conv: dict[UUID, int]


class Typing(Frame, tag="typing"):
    conv: UUID
    text: str = ""


class Read(Frame, tag="read"):
    conv: UUID
    seq: Seq


class Do(Frame, tag="do"):
    id: str | int
    action: str
    conv: UUID | None = None
    seq: Seq = 0
    body: str = ""
    outcome: str = ""
    to: str = ""
    note: str = ""
    days: int = 30


class SetStatus(Frame, tag="status"):
    value: str
    reason: str = ""


class Beat(Frame, tag="hb"):
    n: int = 0


class BadFrame(Exception):
    """``code`` is what the error frame says."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


VisitorFrame = Hello | Send | Rcv | Read | Typing | Beat
ConsoleFrame = Hello | Send | Rcv | Read | Typing | Do | SetStatus | Beat
visitor_decoder = msgspec.json.Decoder(VisitorFrame)
console_decoder = msgspec.json.Decoder(ConsoleFrame)
_envelope = msgspec.json.Decoder(dict[str, msgspec.Raw])
_KNOWN = {
    frame.__struct_config__.tag for frame in (Hello, Send, Rcv, Read, Typing, Do, SetStatus, Beat)
}


def parse(message: dict[str, Any], decoder: msgspec.json.Decoder) -> Any:
    """The frame of a websocket.receive message. Raises BadFrame."""
    text = message.get("text")
    if text is None:
        raise BadFrame("invalid", "Send text frames.")
    if len(text) > MAX_FRAME:
        raise BadFrame("too_large", f"A frame has at most {MAX_FRAME} bytes.")
    if "\\u0000" in text or "\x00" in text:
        raise BadFrame("invalid", "NUL is not text.")
    if text.count("{") + text.count("[") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise BadFrame("invalid", f"At most {MAX_DEPTH} levels.")
    try:
        return decoder.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _explain(text, error) from None


def _depth(text: str) -> int:
    """The deepest nesting, brackets inside strings not counted."""
    depth = deepest = 0
    in_string = is_escaped = False
    for character in text:
        if is_escaped:
            is_escaped = False
        elif in_string:
            is_escaped = character == "\\"
            in_string = character != '"'
        elif character == '"':
            in_string = True
        elif character in "{[":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "}]":
            depth -= 1
    return deepest


def _explain(text: str, error: Exception) -> BadFrame:
    try:
        name = msgspec.json.decode(_envelope.decode(text)["t"])
    except (msgspec.DecodeError, KeyError, RecursionError, UnicodeError):
        return BadFrame("invalid", "Send a JSON object with t.")
    if not isinstance(name, str) or name not in _KNOWN:
        return BadFrame("unknown_frame", "This server does not know that frame.")
    return BadFrame("invalid", str(error))


def error_frame(error: BadFrame) -> bytes:
    return orjson.dumps({"t": "error", "code": error.code, "detail": error.detail})
