"""Request bodies of the visitor's and the members' REST, validated."""

from typing import Any
from uuid import UUID

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request

from conversations.actions.files import MAX_FILES, Upload, read_upload
from conversations.errors import FileTooLarge, TooLarge
from conversations.models import AGENT_OUTCOMES, Status
from conversations.streams import Stream
from tenants.errors import Invalid

MAX_PAGE = 200


class TextField(serializers.CharField):
    """Text as it was written: not trimmed, and without NUL, which PostgreSQL does not keep."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **kwargs)


class FilesField(serializers.ListField):
    """Ids of files that were uploaded for the message."""

    child = serializers.UUIDField()

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, default=list, max_length=MAX_FILES, **kwargs)


class PageBody(serializers.Serializer):
    url = TextField(required=False, allow_blank=True, default="")
    title = TextField(required=False, allow_blank=True, default="")
    referrer = TextField(required=False, allow_blank=True, default="")


class SessionBody(serializers.Serializer):
    refresh = serializers.CharField(required=False, allow_null=True, max_length=200)
    language = serializers.CharField(required=False, allow_blank=True, max_length=8)


class MessageBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    body = TextField(allow_blank=True)
    conv = serializers.UUIDField(required=False, allow_null=True, default=None)
    page = PageBody(required=False)
    name = serializers.CharField(required=False, allow_blank=True, default="", max_length=120)
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    files = FilesField()


class OfflineBody(MessageBody):
    name = serializers.CharField(max_length=120)
    email = serializers.EmailField()


class RatingBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    conv = serializers.UUIDField()
    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = TextField(required=False, allow_blank=True, default="", max_length=2000)


class UploadBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    file = serializers.FileField(allow_empty_file=True)


class VisitorUploadBody(UploadBody):
    conv = serializers.UUIDField()


class TranscriptBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    email = serializers.EmailField()


class VisitorTranscriptBody(TranscriptBody):
    conv = serializers.UUIDField()


class EndBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    conv = serializers.UUIDField()


class ReplyBody(serializers.Serializer):
    client_id = serializers.UUIDField()
    body = TextField(allow_blank=True)
    note = serializers.BooleanField(required=False, default=False)
    canned = serializers.CharField(required=False, allow_null=True, default=None, max_length=64)
    files = FilesField()


class CloseBody(serializers.Serializer):
    outcome = serializers.ChoiceField(choices=AGENT_OUTCOMES)


class SeqBody(serializers.Serializer):
    seq = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class EditBody(SeqBody):
    body = TextField()


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


def checked_upload(
    body: type[serializers.Serializer], request: Request
) -> tuple[Upload, dict[str, Any]]:
    """The file of a form, and its other fields."""
    length = request.META.get("CONTENT_LENGTH") or ""
    # Known to be too large, it is not even read.
    if length.isdecimal() and int(length) > settings.MAX_FILE + settings.MAX_FRAME:
        raise FileTooLarge
    fields = checked(body, request.data)
    return read_upload(fields["client_id"], fields["file"]), fields


def stream_json(conv: UUID, epoch: str, stream: Stream, after: int) -> dict[str, Any]:
    """What both ``events`` addresses answer; ``t`` belongs to frames alone."""
    events, head, read = stream
    last = events[-1]["seq"] if events else after
    return {
        "conv": conv,
        "epoch": epoch,
        "head": head,
        "events": [{key: value for key, value in one.items() if key != "t"} for one in events],
        "more": last < head and bool(events),
        "read": read,
    }
