"""Telling open consoles and waiting visitors what changed, after commit."""

import orjson

from conversations import queries
from conversations.events import wrap
from conversations.models import Conversation
from conversations.serializers import item_json
from tenants.realtime import brand_topic, publish, visitor_topic

MAX_TOLD = 100  # Visitors further back than this learn their place when it gets closer.


def announce_item(conversation: Conversation) -> None:
    """Push the conversation's line to everybody who serves its brand."""
    row = queries.inbox().get(pk=conversation.pk)
    frame = orjson.dumps({"t": "feed", "items": [item_json(row)]})
    publish((brand_topic(conversation.agency_id, conversation.brand_id), frame))


def announce_queue(agency_id: int, brand_id: int) -> None:
    """Tell the waiting visitors of a brand their place."""
    waiting = queries.waiting_conversations(brand_id).values_list("pk", "uuid")[:MAX_TOLD]
    publish(
        *(
            (
                visitor_topic(agency_id, pk),
                wrap(pk, 0, 0, orjson.dumps({"t": "queue", "conv": uuid, "position": place})),
            )
            for place, (pk, uuid) in enumerate(waiting, start=1)
        )
    )
