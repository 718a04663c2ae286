"""Where a person lands, and the two choices they keep: agency and language."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from tenants.actions import choose_language
from tenants.middleware import AGENCY_IN_SESSION
from tenants.models import Membership
from tenants.permissions import members_only
from tenants.queries import memberships_of
from tenants.requests import MemberRequest


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Send everybody to the face of their role, in the language they chose."""
    if not request.user.is_authenticated:
        return redirect("account_login")
    member: Membership | None = getattr(request, "member", None)
    if member is None:
        return render(request, "tenants/no_agency.html", status=403)
    response = redirect(member.home)
    if request.user.language:
        _remember_language(response, request.user.language)
    return response


@require_POST
@members_only
def switch_agency(request: MemberRequest) -> HttpResponse:
    agencies = {str(one.agency.uuid): one.agency_id for one in memberships_of(request.user)}
    chosen = agencies.get(request.POST.get("agency", ""))
    if chosen is None:
        raise Http404
    request.session[AGENCY_IN_SESSION] = chosen
    return redirect("home")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    language = request.POST.get("language")
    if language not in dict(settings.LANGUAGES):
        raise Http404
    if request.user.is_authenticated:
        choose_language(request.user, language=language)
    response = redirect(_back(request))
    _remember_language(response, language)
    return response


def _back(request: HttpRequest) -> str:
    page = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()})
    return page if is_ours else "home"


def _remember_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
