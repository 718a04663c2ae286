"""Agents and who serves which brand, as consoles and the office see them."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from agents import schema
from agents.models import Assignment
from agents.queries import presence_rows, visible_agent, visible_assignment
from tenants.permissions import InConsole
from tenants.schema import answers, results_of


class AgentViewSet(viewsets.ViewSet):
    permission_classes = [InConsole]
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="agent_list", responses=answers(results_of(schema.Agent)))
    def list(self, request: Request) -> Response:
        """The agents, and what they hold now."""
        return Response({"results": presence_rows()})

    @extend_schema(operation_id="agent", responses=answers(schema.Agent))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One agent."""
        return Response(presence_rows([visible_agent(pk)])[0])


class AssignmentViewSet(viewsets.ViewSet):
    permission_classes = [InConsole]
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="assignment_list", responses=answers(results_of(schema.Assignment)))
    def list(self, request: Request) -> Response:
        """Who serves which brand, and under what name."""
        rows = Assignment.objects.select_related("agent", "brand").order_by("brand__name", "tier")
        return Response({"results": [_assignment_json(row) for row in rows]})

    @extend_schema(operation_id="assignment", responses=answers(schema.Assignment))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One assignment."""
        return Response(_assignment_json(visible_assignment(pk)))


def _assignment_json(row: Assignment) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "agent": row.agent.uuid,
        "brand": row.brand.uuid,
        "tier": row.tier.partition("_")[2],
        "alias": row.alias,
        "photo": row.photo,
    }
