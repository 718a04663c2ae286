from datetime import timedelta
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from agents.models import Agent
from conversations.models import Conversation
from reports.chats import ChatOutcome
from tenants.scoping import BrandModel, TenantForeignKey


class ChatFact(BrandModel):
    """``ChatFacts`` of a chat, kept. Derived anew it is the same, by the version it has."""

    uuid = models.UUIDField(default=uuid4, editable=False)
    conversation = TenantForeignKey(
        Conversation, models.CASCADE, related_name="facts", db_index=False
    )
    version = models.PositiveSmallIntegerField()
    first_seq = models.BigIntegerField()
    last_seq = models.BigIntegerField()

    opened_at = models.DateTimeField()
    clock_start = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    # Where it is counted: the clock start, or the opening; its hour and day in the brand's zone.
    counted_at = models.DateTimeField()
    hour = models.DateTimeField()
    day = models.DateField()

    outcome = models.CharField(max_length=16, choices=ChatOutcome.choices, blank=True)
    # Somebody waited for a person: what shares and percentiles of answers are over.
    is_offered = models.BooleanField(default=False)
    first_response = models.DurationField(null=True)
    queue_part = models.DurationField(null=True)
    agent_part = models.DurationField(null=True)
    longest_wait = models.DurationField(default=timedelta)
    handle_time = models.DurationField(default=timedelta)
    # Whose chat it is: who sent the first answer, or else the holder. And who had it last.
    agent = TenantForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    holder = TenantForeignKey(Agent, models.SET_NULL, null=True, related_name="+", db_index=False)
    # [{agent, since, until}…] and [{agent, messages, characters, own_characters}…]
    owners = models.JSONField(encoder=DjangoJSONEncoder)
    senders = models.JSONField(encoder=DjangoJSONEncoder)

    visitor_messages = models.PositiveIntegerField()
    visitor_words = models.PositiveIntegerField()
    agent_messages = models.PositiveIntegerField()
    agent_characters = models.PositiveIntegerField()
    own_characters = models.PositiveIntegerField()
    rating = models.PositiveSmallIntegerField(null=True)

    # [{rule, passed, detail}…], and the first that failed.
    rules = models.JSONField()
    is_billable = models.BooleanField()
    why_not = models.CharField(max_length=32, blank=True)
    transcript_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "conversation", "first_seq"], name="fact_of_chat_once"
            ),
            models.UniqueConstraint(fields=["agency", "uuid"], name="fact_by_uuid"),
        ]
        indexes = [
            models.Index(fields=["agency", "brand", "counted_at"], name="facts_of_brand"),
            models.Index(fields=["agency", "brand", "hour"], name="facts_of_hour"),
            # Percentiles read these alone, and not the rows.
            models.Index(
                fields=["agency", "brand", "hour"],
                include=["agent", "day", "first_response"],
                condition=models.Q(is_offered=True),
                name="offered_of_brand",
            ),
            models.Index(
                fields=["agency", "hour"],
                include=["brand", "agent", "day", "first_response"],
                condition=models.Q(is_offered=True),
                name="offered_of_agency",
            ),
            models.Index(fields=["agency", "brand", "settled_at"], name="settled_facts"),
            models.Index(fields=["agency", "agent", "hour"], name="facts_of_agent"),
        ]

    def __str__(self) -> str:
        return f"Chat {self.first_seq} of conversation {self.conversation_id}"


class HeldSpan(BrandModel):
    """A chat was with an agent: one row for each hour of UTC that it touches.

    Cut by the hour, so that what an agent held in an hour is found by that hour alone.
    """

    fact = TenantForeignKey(ChatFact, models.CASCADE, related_name="held", db_index=False)
    agent = TenantForeignKey(Agent, models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["agency", "fact"], name="held_spans_of_fact"),
            models.Index(fields=["agency", "agent", "hour"], name="held_spans_of_agent"),
        ]

    def __str__(self) -> str:
        return f"Agent {self.agent_id} from {self.since} until {self.until}"
