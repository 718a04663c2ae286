from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from conversations.texts import texts
from tenants.permissions import console_only
from tenants.requests import MemberRequest


@require_safe
@console_only
def console(request: MemberRequest) -> HttpResponse:
    """The agents' one-page console. Everything in it comes from /api/v1/."""
    language = request.member.user.language or request.LANGUAGE_CODE
    with override(language):
        boot = {
            "api": "/api/v1/",
            "ws": "/ws/console/",
            "csrf": get_token(request),
            "texts": texts("console"),
            "theme": "",
        }
        return render(request, "conversations/console.html", {"boot": boot, "language": language})
