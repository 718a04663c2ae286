"""Answers of docs/protocol.md as the OpenAPI schema tells them: BRAND, CONV, EVENT, ITEM, BOOT.

Nothing is written with these serializers: conversations/serializers.py does that.
"""

from typing import Any

from rest_framework import serializers

from agents.models import AwayReason
from agents.models import Status as AgentStatus
from agents.schema import Agent
from conversations.models import By, FileStatus, Kind, Outcome, Status
from tenants.models import Role
from tenants.schema import Colours

# The scheme is in SPECTACULAR_SETTINGS: visitors are told apart by the views themselves.
VISITOR: Any = [{"visitorToken": []}]
STATES = ["open", "busy", "offline"]


class Brand(serializers.Serializer):
    key = serializers.CharField()
    name = serializers.CharField()
    slug = serializers.CharField()
    monogram = serializers.CharField()
    language = serializers.CharField()
    greeting = serializers.CharField()
    privacy_url = serializers.CharField()
    colours = Colours()
    files = serializers.BooleanField(help_text="Whether visitors may send files.")


class AgentCard(serializers.Serializer):
    """An agent as the brand's visitors see them."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    photo = serializers.CharField()


class Conv(serializers.Serializer):
    """A conversation as its visitor sees it."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(choices=Status.choices)
    head = serializers.IntegerField()
    agent = AgentCard(allow_null=True)
    position = serializers.IntegerField(allow_null=True, help_text="In the queue; 1 is next.")
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)


class EventBy(serializers.Serializer):
    kind = serializers.ChoiceField(choices=By.choices)
    id = serializers.UUIDField()
    name = serializers.CharField()


class Event(serializers.Serializer):
    conv = serializers.UUIDField()
    seq = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    at = serializers.DateTimeField(allow_null=True, help_text="Null in `hidden` events.")
    by = EventBy()
    data = serializers.DictField(help_text="Differs by kind.")  # type: ignore[assignment]
    client_id = serializers.UUIDField(required=False)


class ReadMarks(serializers.Serializer):
    """The last event that each side has seen."""

    visitor = serializers.IntegerField()
    agent = serializers.IntegerField()


class Stream(serializers.Serializer):
    conv = serializers.UUIDField()
    epoch = serializers.CharField()
    head = serializers.IntegerField()
    events = Event(many=True)
    more = serializers.BooleanField(help_text="Go on after the last one.")
    read = ReadMarks()


class Receipt(serializers.Serializer):
    client_id = serializers.UUIDField()
    conv = serializers.UUIDField()
    seq = serializers.IntegerField()
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    duplicate = serializers.BooleanField()


class BrandStatus(serializers.Serializer):
    online = serializers.BooleanField()
    state = serializers.ChoiceField(choices=STATES)
    wait = serializers.IntegerField(allow_null=True)


class LauncherTexts(serializers.Serializer):
    chat = serializers.CharField()
    open = serializers.CharField()
    close = serializers.CharField()
    unread = serializers.CharField()


class Launcher(BrandStatus):
    brand = Brand()
    texts = LauncherTexts()


class Limits(serializers.Serializer):
    body = serializers.IntegerField()
    frame = serializers.IntegerField()
    file = serializers.IntegerField(help_text="Bytes.")


class VisitorLimits(Limits):
    rate = serializers.IntegerField()


class Session(serializers.Serializer):
    visitor = serializers.UUIDField()
    access = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")
    refresh = serializers.CharField()
    conversation = Conv(allow_null=True)
    brand = Brand()
    status = BrandStatus()
    limits = VisitorLimits()


class Accepted(serializers.Serializer):
    ok = serializers.BooleanField()


class File(serializers.Serializer):
    """What goes with a message."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    type = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    width = serializers.IntegerField(allow_null=True, help_text="Of a picture.")
    height = serializers.IntegerField(allow_null=True, help_text="Of a picture.")
    status = serializers.ChoiceField(choices=FileStatus.choices)


class FileLink(serializers.Serializer):
    url = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")


class Ticket(serializers.Serializer):
    ticket = serializers.CharField()


class ItemVisitor(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    verified = serializers.BooleanField()


class Page(serializers.Serializer):
    url = serializers.CharField()
    title = serializers.CharField()


class ItemPreview(serializers.Serializer):
    by = serializers.ChoiceField(choices=By.choices)
    body = serializers.CharField()
    at = serializers.DateTimeField()


class Item(serializers.Serializer):
    """A line of the inbox."""

    id = serializers.UUIDField()
    brand = serializers.UUIDField()
    seq = serializers.IntegerField()
    status = serializers.ChoiceField(choices=Status.choices)
    agent = serializers.UUIDField(allow_null=True)
    visitor = ItemVisitor()
    language = serializers.CharField()
    page = Page()
    queued_at = serializers.DateTimeField()
    assigned_at = serializers.DateTimeField(allow_null=True)
    accepted_at = serializers.DateTimeField(allow_null=True)
    first_response_at = serializers.DateTimeField(allow_null=True)
    unanswered_since = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, allow_null=True)
    preview = ItemPreview(allow_null=True)
    earlier = serializers.IntegerField(help_text="Earlier chats of the visitor with the brand.")


class Canned(serializers.Serializer):
    id = serializers.UUIDField()
    brand = serializers.UUIDField(allow_null=True)
    shortcut = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField()


class Me(serializers.Serializer):
    member = serializers.UUIDField()
    agent = serializers.UUIDField(allow_null=True)
    name = serializers.CharField()
    role = serializers.ChoiceField(choices=Role.choices)
    status = serializers.ChoiceField(choices=AgentStatus.choices)
    reason = serializers.ChoiceField(choices=AwayReason.choices, allow_blank=True)
    capacity = serializers.IntegerField()
    language = serializers.CharField()


class ConsoleBrand(Brand):
    id = serializers.UUIDField()
    alias = serializers.CharField()
    photo = serializers.CharField()
    facts = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2)
    )
    sites = serializers.ListField(child=serializers.CharField())


class Choice(serializers.Serializer):
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]


class Boot(serializers.Serializer):
    """Everything that the console needs to draw."""

    me = Me()
    brands = ConsoleBrand(many=True)
    agents = Agent(many=True)
    canned = Canned(many=True)
    outcomes = Choice(many=True)
    reasons = Choice(many=True)
    conversations = Item(many=True)
    feed = serializers.IntegerField()
    epoch = serializers.CharField()
    now = serializers.DateTimeField()
    limits = Limits()
