"""Request bodies of the visitor's and the members' REST, validated."""

from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request

from conversations.errors import TooLarge
from conversations.models import AGENT_OUTCOMES, Status
from tenants.errors import Invalid

MAX_PAGE = 200


class TextField(serializers.CharField):
    """Text as it was written: not trimmed, and without NUL, which PostgreSQL does not keep."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


class PageBody(serializers.Serializer):
    url = TextField(required=False, allow_blank=True, default="")
    title = TextField(required=False, allow_blank=True, default="")
    referrer = TextField(required=False, allow_blank=True, default="")


class SessionBody(serializers.Serializer):
    refresh = serializers.CharField(required=False, allow_null=True, max_length=200)
    language = serializers.CharField(required=False, allow_blank=True, max_length=8)


class MessageBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    body = TextField()
    conv = serializers.UUIDField(required=False, allow_null=True, default=None)
    page = PageBody(required=False)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=120)
    email = serializers.EmailField(required=False, allow_blank=True, default="")


class OfflineBody(MessageBody):
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField()


class RatingBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    conv = serializers.UUIDField()
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = TextField(required=False, allow_blank=True, default="", max_length=2000)


class EndBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    conv = serializers.UUIDField()


class ReplyBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    body = TextField()
    note = serializers.BooleanField(required=False, default=False)
    canned = serializers.CharField(required=False, allow_null=True, default=None, max_length=64)


class CloseBody(serializers.Serializer):
    outcome = serializers.ChoiceField(choices=AGENT_OUTCOMES)


class TransferBody(serializers.Serializer):
    to = serializers.CharField(max_length=64)
    note = TextField(required=False, allow_blank=True, default="")


class CannedBody(serializers.Serializer):
    shortcut = serializers.SlugField(max_length=32)
    title = serializers.CharField(max_length=120)
    body = TextField(max_length=4000)
    brand = serializers.UUIDField(required=False, allow_null=True, default=None)
    private = serializers.BooleanField(required=False, default=True)


class ConversationsQuery(serializers.Serializer):
    status = serializers.ChoiceField(choices=Status.choices, required=False)
    brand = serializers.UUIDField(required=False)


class EventsQuery(serializers.Serializer):
    after = serializers.IntegerField(min_value=0, default=0)
    limit = serializers.IntegerField(min_value=1, max_value=MAX_PAGE, default=MAX_PAGE)


class VisitorEventsQuery(EventsQuery):
    conv = serializers.UUIDField()


def checked(body: type[serializers.Serializer], source: object) -> dict[str, Any]:
    """The validated fields of a request's body or query. Raises ValidationError."""
    serializer = body(data=source)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


def checked_body(body: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    if len(request.body) > settings.MAX_FRAME:
        raise TooLarge
    if not isinstance(request.data, dict):
        raise Invalid
    return checked(body, request.data)


def stream_json(conv: UUID, epoch: str, events: list[dict[str, Any]], head: int, after: int):
    """What both ``events`` addresses answer; ``t`` belongs to frames alone."""
    last = events[-1]["seq"] if events else after
    return {
        "conv": conv,
        "epoch": epoch,
        "head": head,
        "events": [{key: value for key, value in one.items() if key != "t"} for one in events],
        "more": last < head and bool(events),
    }
