from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from tenants.queries import member_of, scope_of_member
from tenants.scoping import within

AGENCY_IN_SESSION = "agency_id"
# A visitor has no session here, even in the browser of somebody who is signed in.
VISITOR_PATHS = ("/api/widget/", "/w/", "/widget.js", "/static/", "/download/")
# What takes its time opens short scopes of its own: no connection waits meanwhile.
SLOW_PATHS = ("/uploads",)


class MemberMiddleware:
    """Put a signed-in person's whole request into the scope of their membership.

    The scope is our own transaction around the view and its rendering. ATOMIC_REQUESTS
    would open one inside, after the setting that row-level security reads was made and
    lost. Visitors have no session; their views open the scope of their brand.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.member = None
        if request.path.startswith(VISITOR_PATHS):
            return self.get_response(request)
        request.member = member_of(request.user, request.session.get(AGENCY_IN_SESSION))
        if request.member is None or request.path.endswith(SLOW_PATHS):
            return self.get_response(request)
        with within(scope_of_member(request.member)):
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response
