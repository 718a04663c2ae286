from conversations.models.blocks import Block
from conversations.models.canned import CannedReply
from conversations.models.conversations import (
    AGENT_OUTCOMES,
    Conversation,
    Outcome,
    Status,
)
from conversations.models.epoch import LogEpoch
from conversations.models.events import STAFF_KINDS, TEXT_KINDS, By, Event, Kind
from conversations.models.files import Erasure, File, FileStatus
from conversations.models.letters import Letter
from conversations.models.visitors import Visitor, VisitorSession
from conversations.models.watches import Watch

__all__ = [
    "AGENT_OUTCOMES",
    "STAFF_KINDS",
    "TEXT_KINDS",
    "Block",
    "By",
    "CannedReply",
    "Conversation",
    "Erasure",
    "Event",
    "File",
    "FileStatus",
    "Kind",
    "Letter",
    "LogEpoch",
    "Outcome",
    "Status",
    "Visitor",
    "VisitorSession",
    "Watch",
]
