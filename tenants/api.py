"""Agencies, brands and members as a member may see them. The office changes them in its pages."""

from typing import Any
from uuid import UUID

from rest_framework import viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from tenants.models import Agency, Brand, BrandSite, Membership
from tenants.permissions import InOffice, IsMember
from tenants.queries import current_agency, visible_brand, visible_brands, visible_member


class AgencyViewSet(viewsets.ViewSet):
    permission_classes = [IsMember]

    def list(self, request: Request) -> Response:
        return Response({"results": [_agency_json(current_agency())]})


class BrandViewSet(viewsets.ViewSet):
    permission_classes = [IsMember]
    lookup_value_converter = "uuid"

    def list(self, request: Request) -> Response:
        return Response({"results": [_brand_json(brand) for brand in visible_brands()]})

    def retrieve(self, request: Request, pk: UUID) -> Response:
        return Response(_brand_json(visible_brand(pk)))


class MemberViewSet(viewsets.ViewSet):
    permission_classes = [InOffice]
    lookup_value_converter = "uuid"

    def list(self, request: Request) -> Response:
        members = Membership.objects.select_related("user").order_by("user__name", "pk")
        return Response({"results": [_member_json(member) for member in members]})

    def retrieve(self, request: Request, pk: UUID) -> Response:
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
