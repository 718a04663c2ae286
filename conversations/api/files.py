"""Files and transcripts for the visitor, and a member's way to a file."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.actions.files import upload_as_visitor
from conversations.actions.letters import ask_for_transcript
from conversations.api import schema
from conversations.api.fields import (
    VisitorTranscriptBody,
    VisitorUploadBody,
    checked_upload,
)
from conversations.api.widget import VisitorView
from conversations.files.links import LINK_SECONDS, link_for_member, link_for_visitor
from conversations.serializers import file_json
from tenants.permissions import IsMember
from tenants.queries import brand_scope
from tenants.requests import MemberApiRequest
from tenants.schema import answers


class VisitorUploadView(VisitorView):
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="visitor_upload",
        request={"multipart/form-data": VisitorUploadBody},
        responses=answers(schema.File, 200, 201),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """Upload a file for a message. 200: it was uploaded before."""
        access = self.access(request)
        upload, fields = checked_upload(VisitorUploadBody, request)
        file, is_new = upload_as_visitor(self.brand, access.visitor, fields["conv"], upload)
        return Response(file_json(file), status=201 if is_new else 200)


class VisitorFileView(VisitorView):
    @extend_schema(
        operation_id="visitor_file", responses=answers(schema.FileLink), auth=schema.VISITOR
    )
    def get(self, request: Request, key: str, pk: UUID) -> Response:
        """Where a file is, for a few minutes."""
        access = self.reader(request)
        with brand_scope(self.brand):
            return _link(link_for_visitor(access.visitor, pk))


class VisitorTranscriptView(VisitorView):
    @extend_schema(
        operation_id="visitor_transcript",
        request=VisitorTranscriptBody,
        responses=answers(schema.Accepted, 202),
        auth=schema.VISITOR,
    )
    def post(self, request: Request, key: str) -> Response:
        """Have the conversation sent to a mailbox."""
        with self.own_conversation(request, VisitorTranscriptBody) as (conversation, fields):
            ask_for_transcript(
                conversation,
                by=conversation.visitor.uuid,
                address=fields["email"],
                client_id=fields["client_id"],
            )
        return Response({"ok": True}, status=202)


class FileView(APIView):
    permission_classes = [IsMember]

    @extend_schema(operation_id="file", responses=answers(schema.FileLink))
    def get(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Where a file is, for a few minutes."""
        return _link(link_for_member(request.member, pk))


def _link(url: str) -> Response:
    return Response({"url": url, "expires_in": LINK_SECONDS})
