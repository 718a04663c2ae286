"""Conversations and canned replies as members see them."""

from collections.abc import Callable
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from agents.queries import required_agent
from conversations import queries
from conversations.actions.canned import delete_canned, save_canned
from conversations.actions.conversations import (
    accept_conversation,
    close_conversation,
    reopen_conversation,
    take_over_conversation,
    transfer_conversation,
)
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.files import keep_upload, place_of_member
from conversations.actions.letters import ask_for_transcript
from conversations.actions.messages import write_as_member
from conversations.actions.routing import pick_conversation
from conversations.api import schema
from conversations.api.fields import (
    CannedBody,
    CloseBody,
    ConversationsQuery,
    EditBody,
    EventsQuery,
    ReplyBody,
    SeqBody,
    TranscriptBody,
    TransferBody,
    UploadBody,
    checked,
    checked_body,
    checked_upload,
    stream_json,
)
from conversations.api.pages import LatestOpened
from conversations.models import CannedReply, Conversation
from conversations.serializers import canned_json, file_json, item_json, receipt_json
from conversations.streams import member_events
from tenants.permissions import InConsole, IsMember
from tenants.queries import visible_brand
from tenants.requests import MemberApiRequest
from tenants.schema import answers, page_of

Body = type[Serializer]


def changes(operation_id: str, body: Body | None = None) -> Callable[[Callable], Callable]:
    """A view that changes a conversation and answers how it stands then."""

    def decorate(view: Callable) -> Callable:
        described = extend_schema(
            operation_id=operation_id, request=body, responses=answers(schema.Item)
        )
        return described(action(detail=True, methods=["post"])(view))

    return decorate


class ConversationViewSet(viewsets.GenericViewSet):
    permission_classes = [InConsole]
    pagination_class = LatestOpened
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Conversation]:
        query = checked(ConversationsQuery, self.request.query_params)
        rows = queries.inbox()
        if query.get("status"):
            rows = rows.filter(status=query["status"])
        if query.get("brand"):
            rows = rows.filter(brand=visible_brand(query["brand"]))
        return rows

    @extend_schema(
        operation_id="conversation_list",
        parameters=[ConversationsQuery],
        responses=answers(page_of(schema.Item)),
    )
    def list(self, request: MemberApiRequest) -> Response:
        """The conversations in reach, the latest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([item_json(row) for row in page])

    @extend_schema(operation_id="conversation", responses=answers(schema.Item))
    def retrieve(self, request: MemberApiRequest, pk: UUID) -> Response:
        """One conversation."""
        return _item(pk)

    @extend_schema(
        operation_id="conversation_events",
        parameters=[EventsQuery],
        responses=answers(schema.Stream),
    )
    @action(detail=True)
    def events(self, request: MemberApiRequest, pk: UUID) -> Response:
        """What happened after a number."""
        query = checked(EventsQuery, request.query_params)
        stream = member_events(pk, query["after"], query["limit"])
        return Response(stream_json(pk, queries.log_epoch(), stream, query["after"]))

    @extend_schema(
        operation_id="conversation_message",
        request=ReplyBody,
        responses=answers(schema.Receipt, 200, 201),
    )
    @action(detail=True, methods=["post"])
    def messages(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Write to the visitor, or a note to the team. 200: it was written before."""
        conversation = queries.visible_conversation(pk)
        fields = checked_body(ReplyBody, request)
        appended = write_as_member(
            conversation,
            member=request.member,
            body=fields["body"],
            client_id=fields["client_id"],
            is_note=fields["note"],
            canned=fields["canned"],
            files=fields["files"],
        )
        code = status.HTTP_200_OK if appended.duplicate else status.HTTP_201_CREATED
        return Response(receipt_json(fields["client_id"], pk, appended), status=code)

    @extend_schema(
        operation_id="conversation_upload",
        request={"multipart/form-data": UploadBody},
        responses=answers(schema.File, 200, 201),
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def uploads(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Upload a file for a message to the visitor. 200: it was uploaded before."""
        place = place_of_member(request.member, pk)
        upload, _ = checked_upload(UploadBody, request)
        file, is_new = keep_upload(place, upload)
        return Response(file_json(file), status=201 if is_new else 200)

    @extend_schema(
        operation_id="conversation_transcript",
        request=TranscriptBody,
        responses=answers(schema.Accepted, 202),
    )
    @action(detail=True, methods=["post"])
    def transcript(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Have the conversation sent to a mailbox."""
        conversation = queries.visible_conversation(pk)
        fields = checked_body(TranscriptBody, request)
        ask_for_transcript(
            conversation,
            by=request.member.uuid,
            address=fields["email"],
            client_id=fields["client_id"],
        )
        return Response({"ok": True}, status=status.HTTP_202_ACCEPTED)

    @changes("conversation_accept")
    def accept(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Take up a conversation that was assigned to you."""
        return _done(accept_conversation, request, pk)

    @changes("conversation_pick")
    def pick(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Take a conversation that waits."""
        conversation = queries.visible_conversation(pk)
        pick_conversation(required_agent(request.member), conversation=conversation)
        return _item(pk)

    @changes("conversation_close", CloseBody)
    def close(self, request: MemberApiRequest, pk: UUID) -> Response:
        """End a conversation."""
        return _done(close_conversation, request, pk, CloseBody)

    @changes("conversation_transfer", TransferBody)
    def transfer(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Hand a conversation to an agent, by id, or back to the `team`."""
        return _done(transfer_conversation, request, pk, TransferBody)

    @changes("conversation_take_over")
    def take_over(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Take a colleague's conversation. For the office, with a free slot of their own."""
        return _done(take_over_conversation, request, pk)

    @changes("conversation_reopen")
    def reopen(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Go on with a conversation that ended."""
        return _done(reopen_conversation, request, pk)

    @changes("conversation_edit", EditBody)
    def edit(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Change a message that you wrote a moment ago."""
        return _done(edit_message, request, pk, EditBody)

    @changes("conversation_redact", SeqBody)
    def redact(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Take out what somebody wrote, for good."""
        return _done(redact_message, request, pk, SeqBody)


class CannedReplyViewSet(viewsets.GenericViewSet):
    """The replies that a member may use. The office writes the shared ones."""

    permission_classes = [IsMember, InConsole]
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[CannedReply]:
        return queries.canned_replies(self.request.member)  # type: ignore[attr-defined]

    @extend_schema(operation_id="canned_reply_list", responses=answers(page_of(schema.Canned)))
    def list(self, request: MemberApiRequest) -> Response:
        """The replies that you may use."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([canned_json(reply) for reply in page])

    @extend_schema(operation_id="canned_reply", responses=answers(schema.Canned))
    def retrieve(self, request: MemberApiRequest, pk: UUID) -> Response:
        """One reply."""
        return Response(canned_json(queries.visible_canned(request.member, pk)))

    @extend_schema(
        operation_id="canned_reply_create",
        request=CannedBody,
        responses=answers(schema.Canned, 201),
    )
    def create(self, request: MemberApiRequest) -> Response:
        """Add a reply."""
        fields = checked_body(CannedBody, request)
        reply = save_canned(None, member=request.member, **fields)
        return Response(canned_json(reply), status=status.HTTP_201_CREATED)

    @extend_schema(
        operation_id="canned_reply_update", request=CannedBody, responses=answers(schema.Canned)
    )
    def update(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Change a reply."""
        reply = queries.visible_canned(request.member, pk)
        fields = checked_body(CannedBody, request)
        return Response(canned_json(save_canned(reply, member=request.member, **fields)))

    @extend_schema(operation_id="canned_reply_delete", responses=answers(None, 204))
    def destroy(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Delete a reply."""
        delete_canned(queries.visible_canned(request.member, pk), member=request.member)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _done(
    act: Callable[..., object], request: MemberApiRequest, pk: UUID, body: Body | None = None
) -> Response:
    """Have the member act on a conversation, with what a body of this kind says."""
    conversation = queries.visible_conversation(pk)
    fields = checked_body(body, request) if body else {}
    act(conversation, member=request.member, **fields)
    return _item(pk)


def _item(conv: UUID) -> Response:
    return Response(item_json(queries.visible_item(conv)))
