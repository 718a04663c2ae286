"""Leads as the console, the portal and other programs see them."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView

from conversations.api.fields import checked, checked_body
from conversations.queries import visible_conversation
from leads import queries
from leads.actions.capture import capture_lead
from leads.actions.delivery import resend_lead
from leads.actions.disputes import open_dispute
from leads.actions.pipeline import set_lead_status
from leads.api import schema
from leads.api.fields import DisputeBody, LeadBody, LeadsQuery, StatusBody, TypedQuery
from leads.api.pages import LatestCaptured
from leads.models import Lead
from leads.panel import panel_of
from leads.serializers import (
    delivery_json,
    disputed_lead_json,
    duplicates_json,
    form_json,
)
from tenants.permissions import InConsole, IsMember
from tenants.queries import visible_brand, visible_brands
from tenants.requests import MemberApiRequest
from tenants.schema import answers, page_of, results_of


class LeadFormsView(APIView):
    permission_classes = [InConsole]

    @extend_schema(
        operation_id="lead_form_list", responses=answers(results_of(schema.LeadFormAnswer))
    )
    def get(self, request: MemberApiRequest) -> Response:
        """What is asked for at each brand in reach."""
        forms = [form_json(brand, queries.lead_form(brand)) for brand in visible_brands()]
        return Response({"results": forms})


class ConversationLeadView(APIView):
    """The lead beside a chat."""

    permission_classes = [InConsole]

    @extend_schema(
        operation_id="conversation_lead",
        parameters=[TypedQuery],
        responses=answers(schema.LeadPanel),
    )
    def get(self, request: MemberApiRequest, pk: UUID) -> Response:
        """The form, what the visitor wrote that fits in, and leads of the same person."""
        conversation = visible_conversation(pk)
        panel = panel_of(conversation, **checked(TypedQuery, request.query_params))
        return Response(
            {
                "form": form_json(conversation.brand, panel.form),
                "suggestions": [
                    {"field": one.field, "value": one.value, "text": one.text}
                    for one in panel.suggestions
                ],
                "duplicates": duplicates_json(panel.duplicates),
                "lead": _lead_json(panel.lead) if panel.lead else None,
            }
        )

    @extend_schema(
        operation_id="conversation_lead_capture",
        request=LeadBody,
        responses=answers(schema.Lead, 200, 201),
    )
    def post(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Capture the lead. 200: there was one, and it was corrected or is the same."""
        conversation = visible_conversation(pk)
        fields = checked_body(LeadBody, request)
        was_there = queries.lead_of(conversation) is not None
        lead = capture_lead(
            conversation,
            member=request.member,
            values=fields["values"],
            client_id=fields["client_id"],
            value=fields.get("value"),
            currency=fields["currency"],
        )
        return Response(_lead_json(lead), status=200 if was_there else 201)


class LeadViewSet(viewsets.GenericViewSet):
    """The clients' managers decide about leads, their viewers read them."""

    permission_classes = [IsMember]
    pagination_class = LatestCaptured
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Lead]:
        query = checked(LeadsQuery, self.request.query_params)
        rows = queries.leads()
        if query.get("status"):
            rows = rows.filter(status=query["status"])
        if query.get("brand"):
            rows = rows.filter(brand=visible_brand(query["brand"]))
        return rows

    @extend_schema(
        operation_id="lead_list", parameters=[LeadsQuery], responses=answers(page_of(schema.Lead))
    )
    def list(self, request: MemberApiRequest) -> Response:
        """The leads in reach, the latest first."""
        page = self.paginate_queryset(self.get_queryset()) or []
        disputes = queries.last_disputes(page)
        rows = [disputed_lead_json(lead, disputes.get(lead.pk)) for lead in page]
        return self.get_paginated_response(rows)

    @extend_schema(operation_id="lead", responses=answers(schema.Lead))
    def retrieve(self, request: MemberApiRequest, pk: UUID) -> Response:
        """One lead."""
        return Response(_lead_json(queries.visible_lead(pk)))

    @extend_schema(
        operation_id="lead_deliveries", responses=answers(results_of(schema.LeadDelivery))
    )
    @action(detail=True)
    def deliveries(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Where it was sent, with a receipt for each attempt."""
        rows = queries.deliveries_of(queries.visible_lead(pk))
        return Response({"results": [delivery_json(row) for row in rows]})

    @extend_schema(operation_id="lead_status", request=StatusBody, responses=answers(schema.Lead))
    @action(detail=True, methods=["post"])
    def status(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Say what became of it."""
        lead = queries.visible_lead(pk)
        fields = checked_body(StatusBody, request)
        # A program that knows no value says nothing of it.
        said = {name: field for name, field in fields.items() if field is not None}
        set_lead_status(lead, member=request.member, **said)
        return Response(_lead_json(lead))

    @extend_schema(operation_id="lead_resend", request=None, responses=answers(schema.Lead))
    @action(detail=True, methods=["post"])
    def resend(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Send it again to every destination."""
        lead = queries.visible_lead(pk)
        return Response(_lead_json(resend_lead(lead, member=request.member)))

    @extend_schema(
        operation_id="lead_dispute", request=DisputeBody, responses=answers(schema.Lead, 201)
    )
    @action(detail=True, methods=["post"])
    def dispute(self, request: MemberApiRequest, pk: UUID) -> Response:
        """Object to paying for it."""
        lead = queries.visible_lead(pk)
        fields = checked_body(DisputeBody, request)
        open_dispute(lead, member=request.member, **fields)
        return Response(_lead_json(lead), status=201)


def _lead_json(lead: Lead):
    return disputed_lead_json(lead, queries.last_dispute(lead))
