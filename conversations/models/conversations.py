from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from agents.models import Agent
from conversations.models.visitors import Visitor
from tenants.scoping import BrandModel, TenantForeignKey, TenantManager


class Status(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    ASSIGNED = "assigned", _("Assigned")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Outcome(models.TextChoices):
    """How a conversation ended: what the agent chose, or what the clock found."""

    SOLVED = "solved", _("Solved")
    LEAD = "lead", _("Lead")
    NO_INTENT = "no_intent", _("No intent")
    WRONG_COMPANY = "wrong_company", _("Wrong company")
    SPAM = "spam", _("Spam")
    TEST = "test", _("Test")
    LEFT = "left", _("Visitor left")
    OFFLINE = "offline", _("Left a message")


AGENT_OUTCOMES = [
    Outcome.SOLVED,
    Outcome.LEAD,
    Outcome.NO_INTENT,
    Outcome.WRONG_COMPANY,
    Outcome.SPAM,
    Outcome.TEST,
]


class ConversationQuerySet(models.QuerySet["Conversation"]):
    def open(self):
        return self.exclude(status=Status.CLOSED)

    def waiting(self):
        return self.filter(status=Status.WAITING).order_by("queued_at", "pk")

    def of_agent(self, agent: Agent):
        return self.open().filter(agent=agent)

    def touch(self):
        """Nothing of the row changes, and still who follows changes must not miss this one."""
        return self.update(outcome=models.F("outcome"))


class Conversation(BrandModel):
    """One visitor's thread with a brand: the state that its events add up to.

    ``append_events`` keeps last_seq and the clocks in the transaction that adds an event;
    actions change status and agent together with the event that says so.
    """

    uuid = models.UUIDField(default=uuid4, editable=False)
    visitor = TenantForeignKey(
        Visitor, models.CASCADE, related_name="conversations", db_index=False
    )
    agent = TenantForeignKey(
        Agent, models.DO_NOTHING, null=True, related_name="conversations", db_index=False
    )
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.WAITING)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    language = models.CharField(max_length=8, blank=True)
    page_url = models.CharField(max_length=1000, blank=True)
    page_title = models.CharField(max_length=300, blank=True)
    referrer = models.CharField(max_length=1000, blank=True)

    last_seq = models.BigIntegerField(default=0)
    # How far each side has read: written by ``mark_read``, and no change that an inbox shows.
    visitor_read = models.BigIntegerField(default=0, db_default=0, editable=False)
    agent_read = models.BigIntegerField(default=0, db_default=0, editable=False)
    opened_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    assigned_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    first_response_at = models.DateTimeField(null=True)
    # The oldest visitor message that no agent has answered yet.
    unanswered_since = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # The transaction of the last change that an inbox shows; messages do not count.
    # A cursor over it misses nothing, unlike one over ids or times.
    changed_in = models.BigIntegerField(default=0, editable=False)

    objects = TenantManager.from_queryset(ConversationQuerySet)()  # type: ignore[misc]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "brand", "uuid"], name="conversation_of_brand"
            ),
            models.UniqueConstraint(
                fields=["agency", "visitor"],
                condition=~models.Q(status=Status.CLOSED),
                name="one_open_conversation_of_visitor",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "uuid"], name="conversation_by_uuid"),
            models.Index(
                fields=["agency", "brand", "queued_at"],
                condition=models.Q(status=Status.WAITING),
                name="waiting_of_brand",
            ),
            models.Index(
                fields=["agency", "agent"],
                condition=~models.Q(status=Status.CLOSED),
                name="open_of_agent",
            ),
            models.Index(
                fields=["agency", "brand"],
                condition=~models.Q(status=Status.CLOSED),
                name="open_of_brand",
            ),
            models.Index(fields=["agency", "brand", "-opened_at"], name="history_of_brand"),
            models.Index(fields=["agency", "-opened_at"], name="history_of_agency"),
            models.Index(fields=["agency", "visitor", "-opened_at"], name="history_of_visitor"),
            models.Index(fields=["agency", "changed_in"], name="conversation_changes"),
        ]

    def __str__(self) -> str:
        return f"Conversation {self.uuid}"

    @property
    def is_closed(self) -> bool:
        return self.status == Status.CLOSED

    def is_with(self, agent: Agent | None) -> bool:
        return agent is not None and agent.pk == self.agent_id

    @property
    def first_response(self) -> timedelta | None:
        """How long the visitor waited for the first answer; None without one."""
        if self.first_response_at is None:
            return None
        return self.first_response_at - self.opened_at
