"""Conversations, brands and replies as JSON, in the shapes of docs/protocol.md."""

from typing import Any

from django.conf import settings

from agents.models import Assignment
from conversations.log import Appended, Known
from conversations.models import CannedReply, Conversation, File
from conversations.queries import agent_card, queue_position
from tenants.models import Brand

Wire = dict[str, Any]


def brand_json(brand: Brand) -> Wire:
    return {
        "key": brand.public_key,
        "name": brand.name,
        "slug": brand.slug,
        "monogram": brand.monogram,
        "language": brand.language,
        "greeting": brand.greeting,
        "privacy_url": brand.privacy_url,
        "colours": brand.colours,
        "files": brand.takes_files,
    }


def console_brand_json(brand: Brand, assignment: Assignment | None, sites: list[str]) -> Wire:
    return {
        **brand_json(brand),
        "id": brand.uuid,
        "alias": assignment.alias if assignment else "",
        "photo": assignment.photo if assignment else "",
        "facts": brand.facts,
        "sites": sites,
    }


def visitor_conversation_json(conversation: Conversation) -> Wire:
    return {
        "id": conversation.uuid,
        "status": conversation.status,
        "head": conversation.last_seq,
        "agent": agent_card(conversation.agent, conversation.brand_id),
        "position": queue_position(conversation),
        "outcome": conversation.outcome or None,
    }


def known_conversation_json(known: Known) -> Wire | None:
    """The same, of what the log knows of a visitor."""
    if known.conversation_id is None:
        return None
    agent = {"id": known.agent_uuid, "name": known.alias, "photo": known.photo}
    return {
        "id": known.uuid,
        "status": known.status,
        "head": known.last_seq,
        "agent": agent if known.agent_uuid else None,
        "position": known.position,
        "outcome": known.outcome or None,
    }


def item_json(row: Conversation) -> Wire:
    """A line of the inbox; ``row`` comes from ``queries.inbox``."""
    visitor = row.visitor
    return {
        "id": row.uuid,
        "brand": row.brand.uuid,
        "seq": row.last_seq,
        "status": row.status,
        "agent": row.agent.uuid if row.agent else None,
        "visitor": {
            "id": visitor.uuid,
            "name": visitor.name,
            "email": visitor.email,
            "verified": visitor.is_verified,
        },
        "language": row.language,
        "page": {"url": row.page_url, "title": row.page_title},
        "queued_at": row.queued_at,
        "assigned_at": row.assigned_at,
        "accepted_at": row.accepted_at,
        "first_response_at": row.first_response_at,
        "unanswered_since": row.unanswered_since,
        "closed_at": row.closed_at,
        "outcome": row.outcome or None,
        "preview": row.preview,  # type: ignore[attr-defined]
        "earlier": row.earlier or 0,  # type: ignore[attr-defined]
    }


def file_json(file: File) -> Wire:
    return {
        "id": file.uuid,
        "name": file.name,
        "type": file.type,
        "size": file.size,
        "width": file.width,
        "height": file.height,
        "status": file.status,
    }


def canned_json(reply: CannedReply) -> Wire:
    return {
        "id": reply.uuid,
        "brand": reply.brand.uuid if reply.brand else None,
        "shortcut": reply.shortcut,
        "title": reply.title,
        "body": reply.body,
    }


def limits_json() -> Wire:
    """In characters and bytes."""
    return {"body": settings.MAX_BODY, "frame": settings.MAX_FRAME, "file": settings.MAX_FILE}


def receipt_json(client_id: object, conversation: object, appended: Appended) -> Wire:
    """What an ack says, over the socket and over REST."""
    return {
        "client_id": client_id,
        "conv": conversation,
        "seq": appended.seq,
        "id": appended.uuid,
        "at": appended.at,
        "duplicate": appended.duplicate,
    }
