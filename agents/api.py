"""Agents and who serves which brand, as consoles and the office see them."""

from typing import Any
from uuid import UUID

from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from agents.models import Assignment
from agents.queries import presence_rows, visible_agent, visible_assignment
from tenants.permissions import InConsole


class AgentViewSet(viewsets.ViewSet):
    permission_classes = [InConsole]
    lookup_value_converter = "uuid"

    def list(self, request: Request) -> Response:
        return Response({"results": presence_rows()})

    def retrieve(self, request: Request, pk: UUID) -> Response:
        return Response(presence_rows([visible_agent(pk)])[0])


class AssignmentViewSet(viewsets.ViewSet):
    permission_classes = [InConsole]
    lookup_value_converter = "uuid"

    def list(self, request: Request) -> Response:
        rows = Assignment.objects.select_related("agent", "brand").order_by("brand__name", "tier")
        return Response({"results": [_assignment_json(row) for row in rows]})

    def retrieve(self, request: Request, pk: UUID) -> Response:
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
