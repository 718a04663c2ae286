"""What may be sent, and what of it is kept. A name's ending and the content have to agree."""

from typing import NamedTuple

from conversations.errors import BadFile
from conversations.files.names import clean_name, ending_of
from conversations.files.pictures import redrawn

TYPES = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "gif": "image/gif",
    "pdf": "application/pdf",
    "txt": "text/plain",
}
# Pillow's names.
PICTURES = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP", "image/gif": "GIF"}


class Content(NamedTuple):
    name: str
    type: str
    data: bytes
    width: int | None = None
    height: int | None = None


def checked_content(name: str, data: bytes) -> Content:
    """What is kept of an upload. Raises BadFile."""
    name = clean_name(name)
    kind = TYPES.get(ending_of(name))
    if kind is None or not data:
        raise BadFile
    if kind in PICTURES:
        picture = redrawn(data, PICTURES[kind])
        return Content(name, kind, *picture)
    if not (_is_pdf(data) if kind == "application/pdf" else _is_text(data)):
        raise BadFile
    return Content(name, kind, data)


def _is_pdf(data: bytes) -> bool:
    return data.startswith(b"%PDF-")


def _is_text(data: bytes) -> bool:
    try:
        return "\0" not in data.decode()
    except UnicodeDecodeError:
        return False
