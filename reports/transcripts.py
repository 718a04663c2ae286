"""A line of the log as reports read it, and the fingerprint of what was said."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder

_WORD = re.compile(r"\w+")


class LoggedEvent(NamedTuple):
    seq: int
    kind: str
    by_kind: str
    by_uuid: UUID
    at: datetime
    body: str = ""
    data: dict[str, Any] | None = None


def count_words(events: Iterable[LoggedEvent]) -> int:
    return sum(len(_WORD.findall(event.body)) for event in events)


def transcript_hash(events: Iterable[LoggedEvent]) -> str:
    """SHA-256 over the events, one line of JSON each."""
    digest = hashlib.sha256()
    for event in events:
        line = [
            event.seq,
            event.kind,
            event.by_kind,
            str(event.by_uuid),
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.body,
            event.data or {},
        ]
        digest.update(
            json.dumps(line, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder).encode()
        )
        digest.update(b"\n")
    return digest.hexdigest()
