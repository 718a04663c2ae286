"""A line of the log as reports read it, and the fingerprint of what was said."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID

from conversations.words import count_words


class LoggedEvent(NamedTuple):
    seq: int
    kind: str
    by_kind: str
    by_uuid: UUID
    at: datetime
    body: str = ""
    data: dict[str, Any] | None = None
    # Of a text that was redacted: what counts of it.
    kept: dict[str, Any] | None = None
    # PostgreSQL's event_digest: of what was said, also when that is gone.
    digest: str = ""

    @property
    def words(self) -> int:
        return count_words(self.body) if self.kept is None else self.kept["words"]

    @property
    def characters(self) -> int:
        return len(self.body) if self.kept is None else self.kept["characters"]


def transcript_hash(events: Iterable[LoggedEvent]) -> str:
    """SHA-256 over the events, a line each. A redaction does not change it."""
    hashed = hashlib.sha256()
    for event in events:
        at = event.at.astimezone(UTC).isoformat(timespec="microseconds")
        line = f"{event.seq} {event.kind} {event.by_kind} {event.by_uuid} {at} {event.digest}\n"
        hashed.update(line.encode())
    return hashed.hexdigest()
