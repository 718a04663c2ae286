from conversations.models.canned import CannedReply
from conversations.models.conversations import (
    AGENT_OUTCOMES,
    Conversation,
    Outcome,
    Status,
)
from conversations.models.epoch import LogEpoch
from conversations.models.events import STAFF_KINDS, By, Event, Kind
from conversations.models.visitors import Visitor, VisitorSession

__all__ = [
    "AGENT_OUTCOMES",
    "STAFF_KINDS",
    "By",
    "CannedReply",
    "Conversation",
    "Event",
    "Kind",
    "LogEpoch",
    "Outcome",
    "Status",
    "Visitor",
    "VisitorSession",
]
