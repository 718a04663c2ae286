"""Agencies, brands and members as a member may see them. The office changes them in its pages."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenants import schema
from tenants.models import Agency, Brand, BrandSite, Membership
from tenants.permissions import InOffice, IsMember
from tenants.queries import current_agency, visible_brand, visible_brands, visible_member
from tenants.schema import answers, results_of


class AgencyViewSet(viewsets.ViewSet):
    permission_classes = [IsMember]

    @extend_schema(operation_id="agency_list", responses=answers(results_of(schema.Agency)))
    def list(self, request: Request) -> Response:
        """The agency that you work for now."""
        return Response({"results": [_agency_json(current_agency())]})


class BrandViewSet(viewsets.ViewSet):
    permission_classes = [IsMember]
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="brand_list", responses=answers(results_of(schema.AgencyBrand)))
    def list(self, request: Request) -> Response:
        """The brands in reach."""
        return Response({"results": [_brand_json(brand) for brand in visible_brands()]})

    @extend_schema(operation_id="brand", responses=answers(schema.AgencyBrand))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One brand."""
        return Response(_brand_json(visible_brand(pk)))


class MemberViewSet(viewsets.ViewSet):
    permission_classes = [InOffice]
    lookup_value_converter = "uuid"

    @extend_schema(operation_id="member_list", responses=answers(results_of(schema.Member)))
    def list(self, request: Request) -> Response:
        """Everybody in the agency."""
        members = Membership.objects.select_related("user").order_by("user__name", "pk")
        return Response({"results": [_member_json(member) for member in members]})

    @extend_schema(operation_id="member", responses=answers(schema.Member))
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One member."""
        return Response(_member_json(visible_member(pk)))


def _agency_json(agency: Agency) -> dict[str, Any]:
    return {
        "id": agency.uuid,
        "name": agency.name,
        "slug": agency.slug,
        "country": agency.country,
        "time_zone": agency.time_zone,
        "language": agency.language,
    }


def _brand_json(brand: Brand) -> dict[str, Any]:
    return {
        "id": brand.uuid,
        "key": brand.public_key,
        "name": brand.name,
        "slug": brand.slug,
        "monogram": brand.monogram,
        "language": brand.language,
        "time_zone": brand.time_zone,
        "colours": brand.colours,
        "sites": list(BrandSite.objects.filter(brand=brand).values_list("origin", flat=True)),
    }


def _member_json(member: Membership) -> dict[str, Any]:
    return {
        "id": member.uuid,
        "name": member.user.name,
        "email": member.user.email,
        "role": member.role,
        "active": member.is_active,
    }
