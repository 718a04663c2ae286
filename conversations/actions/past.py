"""Bringing in conversations that are over: the bulk door to the log.

``append_events`` gives an event its time and number now. What comes in here has its times
already; numbers and the state of each conversation follow from the events by the same rules.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import NamedTuple

from django.db import transaction
from django.db.models import Min, OuterRef, Subquery

from agents.models import Agent
from conversations.fold import BrokenLog, state_of
from conversations.models import Conversation, Event, Status, Visitor


class PastChat(NamedTuple):
    """Rows that are not stored yet. Chats of one visitor share the visitor's row."""

    visitor: Visitor
    # Its visitor, brand and page; its state is found out.
    conversation: Conversation
    # Kind, author, time and content of each; the rest is filled in.
    events: list[Event]


def nothing() -> None:
    pass


@transaction.atomic
def record_past(chats: Sequence[PastChat], meanwhile: Callable[[], None] = nothing) -> None:
    """Store conversations with past times. Raises BrokenLog, and then stores none.

    ``meanwhile`` is called when the conversations are there and their events are not: what an
    event says of something that belongs to its conversation can still be filled in.
    """
    agents = {str(uuid): pk for uuid, pk in Agent.objects.values_list("uuid", "pk")}
    visitors = {chat.visitor.uuid: chat.visitor for chat in chats}
    for chat in chats:
        _settle(chat, agents)
    Visitor.objects.bulk_create(visitors.values())
    for chat in chats:
        chat.conversation.visitor = chat.visitor
    Conversation.objects.bulk_create([chat.conversation for chat in chats])
    meanwhile()
    for chat in chats:
        _number(chat)
    Event.objects.bulk_create([event for chat in chats for event in chat.events])
    _date([visitor.pk for visitor in visitors.values()])


def _settle(chat: PastChat, agents: dict[str, int]) -> None:
    """Give the conversation the state that its events leave."""
    state = asdict(state_of(chat.events))
    if state["status"] != Status.CLOSED:
        raise BrokenLog("Only what is over can be brought in.")
    agent = state.pop("agent")
    chat.conversation.agent_id = agents[agent] if agent else None
    for column, value in state.items():
        setattr(chat.conversation, column, value)


def _number(chat: PastChat) -> None:
    conversation = chat.conversation
    for seq, event in enumerate(chat.events, start=1):
        event.seq, event.conversation = seq, conversation
        event.agency_id, event.brand_id = conversation.agency_id, conversation.brand_id
        event.visitor_id = conversation.visitor_id


def _date(visitors: list[int]) -> None:
    """A visitor is as old as their first conversation, not as their row."""
    own = Conversation.objects.filter(visitor=OuterRef("pk")).order_by().values("visitor")
    first = own.annotate(first=Min("opened_at")).values("first")
    Visitor.objects.filter(pk__in=visitors).update(created_at=Subquery(first))
