"""Who may open what: REST views by permission class, pages by decorator."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission

from tenants.errors import NotFound
from tenants.models import Membership
from tenants.queries import visible_brands

View = Callable[..., HttpResponse]


class IsMember(BasePermission):
    """Signed in, and an active member of an agency; who was taken out is signed out too."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user.is_authenticated or request.member is None:
            raise NotAuthenticated
        return True


class InConsole(IsMember):
    def has_permission(self, request: Any, view: Any) -> bool:
        return super().has_permission(request, view) and request.member.in_console


class InOffice(IsMember):
    def has_permission(self, request: Any, view: Any) -> bool:
        return super().has_permission(request, view) and request.member.in_office


def members_only(view: View) -> View:
    return _page(view, lambda member: True)


def office_only(view: View) -> View:
    return _page(view, lambda member: member.in_office)


def console_only(view: View) -> View:
    return _page(view, lambda member: member.in_console)


def portal_only(view: View) -> View:
    return _page(view, lambda member: member.in_portal, _zone_of_client)


def _zone_of_agency(member: Membership) -> str:
    return member.agency.time_zone


def _zone_of_client(member: Membership) -> str:
    """Where their brands are, as in reports and on invoices; the agency's if they differ."""
    zones = {brand.time_zone for brand in visible_brands()}
    return zones.pop() if len(zones) == 1 else member.agency.time_zone


def _page(
    view: View,
    is_allowed: Callable[[Membership], bool],
    zone_of: Callable[[Membership], str] = _zone_of_agency,
) -> View:
    """Strangers sign in; to members of another role the page does not exist."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if request.member is None:
            return redirect("home")
        if not is_allowed(request.member):
            raise Http404
        try:
            with timezone.override(zone_of(request.member)):
                return view(request, *args, **kwargs)
        except NotFound:
            raise Http404 from None

    return guarded
