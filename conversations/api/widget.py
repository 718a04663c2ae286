"""The visitor's REST: docs/protocol.md, "Visitor REST". No cookie is read or set here."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.utils.translation import override
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.views import APIView

from conversations.actions.conversations import end_by_visitor, rate_conversation
from conversations.actions.messages import (
    Page,
    VisitorMessage,
    leave_message,
    write_as_visitor,
)
from conversations.actions.visitors import Opened, author_of_visitor, open_session
from conversations.api import schema
from conversations.api.fields import (
    EndBody,
    MessageBody,
    OfflineBody,
    RatingBody,
    SessionBody,
    VisitorEventsQuery,
    checked,
    checked_body,
    stream_json,
)
from conversations.availability import brand_status
from conversations.limits import arrive, fetch, speak
from conversations.models import Conversation, Visitor
from conversations.queries import conversation_of, last_conversation, log_epoch
from conversations.serializers import (
    brand_json,
    limits_json,
    receipt_json,
    visitor_conversation_json,
)
from conversations.streams import visitor_events
from conversations.texts import language_for, launcher_texts
from conversations.tokens import Access, access_for, read_access
from tenants.addresses import address_of_request, fingerprint
from tenants.errors import BadToken, Forbidden, NotFound
from tenants.models import Brand
from tenants.queries import brand_by_key, brand_scope
from tenants.schema import answers

STATUS_SECONDS = 15


class VisitorView(APIView):
    """Finds the brand of the address. It answers in the language of the visitor's browser."""

    authentication_classes: list = []
    permission_classes: list = []
    brand: Brand

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.brand = brand_by_key(kwargs["key"])

    def access(self, request: Request) -> Access:
        """Who the bearer token speaks for. Raises BadToken, also for another brand's."""
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != "bearer":
            raise BadToken
        access = read_access(words[1])
        if access.brand_key != self.brand.public_key:
            raise BadToken
        return access

    def speaker(self, request: Request) -> Access:
        """The same, of somebody who is about to say something. May raise TooMany."""
        access = self.access(request)
        speak(access.visitor)
        return access

    def reader(self, request: Request) -> Access:
        """The same, of somebody who asks for what was said. May raise TooMany."""
        access = self.access(request)
        fetch(access.visitor)
        return access

    @contextmanager
    def own_conversation(
        self, request: Request, body: type[Serializer]
    ) -> Iterator[tuple[Conversation, dict[str, Any]]]:
        """The conversation that a body names, of its speaker, and the fields of that body."""
        access = self.speaker(request)
        fields = checked_body(body, request)
        with brand_scope(self.brand):
            yield conversation_of(access.visitor, fields["conv"]), fields


class StatusView(VisitorView):
    @extend_schema(
        operation_id="visitor_status",
        parameters=[OpenApiParameter("lang")],
        responses=answers(schema.Launcher),
    )
    def get(self, request: Request, key: str) -> Response:
        """Whether somebody is there, and what the button says."""
        with override(language_for(request.query_params.get("lang", ""), self.brand)):
            words = launcher_texts()
        answer = {**brand_status(self.brand), "brand": brand_json(self.brand), "texts": words}
        headers = {
            "Cache-Control": f"public, max-age={STATUS_SECONDS}",
            "Access-Control-Allow-Origin": "*",
        }
        return Response(answer, headers=headers)


class SessionView(VisitorView):
    @extend_schema(
        operation_id="visitor_session", request=SessionBody, responses=answers(schema.Session)
    )
    def post(self, request: Request, key: str) -> Response:
        """Begin or renew a visitor's session."""
        _refuse_foreign_page(request)
        fields = checked_body(SessionBody, request)
        address = fingerprint(self.brand.public_key, address_of_request(request))
        arrive(self.brand, address)
        opened = open_session(self.brand, fields.get("refresh") or None, address)
        return Response(
            {
                "visitor": opened.uuid,
                "access": _access_token(self.brand, opened, address),
                "expires_in": settings.VISITOR_ACCESS_SECONDS,
                "refresh": str(opened.refresh),
                "conversation": _conversation_json(self.brand, opened.visitor),
                "brand": brand_json(self.brand),
                "status": brand_status(self.brand),
                "limits": {**limits_json(), "rate": settings.VISITOR_RATE},
            }
        )


class EventsView(VisitorView):
    @extend_schema(
        operation_id="visitor_events",
        parameters=[VisitorEventsQuery],
        responses=answers(schema.Stream),
        auth=schema.VISITOR,
    )
    def get(self, request: Request, key: str) -> Response:
        """What happened after a number."""
        access = self.reader(request)
        query = checked(VisitorEventsQuery, request.query_params)
        conv, after = query["conv"], query["after"]
        visitor = _visitor(self.brand, access)
        stream = visitor_events(self.brand, visitor.pk, conv, after, query["limit"])
        return Response(stream_json(conv, log_epoch(), stream, after))


class MessagesView(VisitorView):
    @extend_schema(
        operation_id="visitor_message",
        request=MessageBody,
        responses=answers(schema.Receipt, 200, 201),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """Write to the brand. 200: it was written before."""
        access = self.speaker(request)
        message = _message(checked_body(MessageBody, request), self.brand)
        conversation, appended = write_as_visitor(self.brand, access, message)
        receipt = receipt_json(message.client_id, conversation.uuid, appended)
        return Response(receipt, status=200 if appended.duplicate else 201)


class OfflineView(VisitorView):
    @extend_schema(
        operation_id="visitor_offline",
        request=OfflineBody,
        responses=answers(schema.Accepted, 201),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """Leave a message while nobody is there."""
        access = self.speaker(request)
        message = _message(checked_body(OfflineBody, request), self.brand)
        leave_message(self.brand, access, message)
        return Response({"ok": True}, status=201)


class RatingView(VisitorView):
    @extend_schema(
        operation_id="visitor_rating",
        request=RatingBody,
        responses=answers(schema.Receipt, 201),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """Rate a conversation."""
        with self.own_conversation(request, RatingBody) as (conversation, fields):
            appended = rate_conversation(
                conversation,
                by=author_of_visitor(conversation.visitor),
                score=fields["score"],
                comment=fields["comment"],
                client_id=fields["client_id"],
            )
        return Response(receipt_json(fields["client_id"], fields["conv"], appended), status=201)


class EndView(VisitorView):
    @extend_schema(
        operation_id="visitor_end",
        request=EndBody,
        responses=answers(schema.Receipt),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """End the conversation."""
        with self.own_conversation(request, EndBody) as (conversation, fields):
            by = author_of_visitor(conversation.visitor)
            appended = end_by_visitor(conversation, by=by, client_id=fields["client_id"])
        return Response(receipt_json(fields["client_id"], fields["conv"], appended))


def _access_token(brand: Brand, opened: Opened, address: bytes) -> str:
    is_known = opened.visitor is not None
    return access_for(brand, opened.uuid, opened.refresh, is_known=is_known, address=address)


def _refuse_foreign_page(request: Request) -> None:
    """The chat document is ours, so a browser names our origin or none."""
    origin = request.headers.get("Origin")
    if origin is not None and origin not in settings.PUBLIC_ORIGINS:
        raise Forbidden


def _message(fields: dict[str, Any], brand: Brand) -> VisitorMessage:
    return VisitorMessage(
        client_id=fields["client_id"],
        body=fields["body"],
        conv=fields["conv"],
        page=Page(**fields.get("page", {})),
        name=fields["name"],
        email=fields["email"],
        language=brand.language,
        files=fields["files"],
    )


def _conversation_json(brand: Brand, visitor: Visitor | None) -> dict[str, Any] | None:
    if visitor is None:
        return None
    with brand_scope(brand):
        conversation = last_conversation(visitor)
        return visitor_conversation_json(conversation) if conversation else None


def _visitor(brand: Brand, access: Access) -> Visitor:
    with brand_scope(brand):
        visitor = Visitor.objects.filter(uuid=access.visitor).first()
        if visitor is None:
            raise NotFound
        return visitor
