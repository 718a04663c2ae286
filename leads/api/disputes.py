"""Disputes across leads. Clients open them at the lead, the office answers them here."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response

from conversations.api.fields import checked, checked_body
from leads import queries
from leads.actions.disputes import answer_dispute
from leads.api import schema
from leads.api.fields import AnswerBody, DisputesQuery
from leads.api.pages import LatestOpened
from leads.models import Dispute
from leads.serializers import lead_dispute_json
from tenants.permissions import IsMember
from tenants.queries import visible_brand
from tenants.requests import MemberApiRequest
from tenants.schema import answers, page_of


class DisputeViewSet(viewsets.GenericViewSet):
    permission_classes = [IsMember]
    pagination_class = LatestOpened
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Dispute]:
        query = checked(DisputesQuery, self.request.query_params)
        rows = queries.disputes()
        if query.get("status"):
            rows = rows.filter(status=query["status"])
        if query.get("brand"):
            rows = rows.filter(brand=visible_brand(query["brand"]))
        return rows

    @extend_schema(
        operation_id="dispute_list",
        parameters=[DisputesQuery],
        responses=answers(page_of(schema.LeadDispute)),
    )
    def list(self, request: MemberApiRequest) -> Response:
        """The disputes in reach, the latest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        return self.get_paginated_response([lead_dispute_json(one) for one in page])

    @extend_schema(operation_id="dispute", responses=answers(schema.LeadDispute))
    def retrieve(self, request: MemberApiRequest, pk: UUID) -> Response:
        """One dispute, with its lead."""
        return Response(lead_dispute_json(queries.visible_dispute(pk)))

    @extend_schema(
        operation_id="dispute_answer", request=AnswerBody, responses=answers(schema.LeadDispute)
    )
    @action(detail=True, methods=["post"])
    def answer(self, request: MemberApiRequest, pk: UUID) -> Response:
        """The office accepts, and the lead is credited, or refuses and says why."""
        dispute = queries.visible_dispute(pk)
        fields = checked_body(AnswerBody, request)
        answered = answer_dispute(dispute, member=request.member, **fields)
        return Response(lead_dispute_json(answered))
