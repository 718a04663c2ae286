from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from conversations.texts import texts


@require_safe
def console(request: HttpRequest) -> HttpResponse:
    """The agents' one-page console. Everything in it comes from /api/v1/."""
    if request.member is None:
        return redirect("account_login")
    if not request.member.in_console:
        raise Http404
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
