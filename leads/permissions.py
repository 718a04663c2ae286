"""Who may do something about leads in the portal: its managers. Viewers look."""

from functools import wraps
from typing import Any

from django.http import Http404, HttpResponse

from tenants.models import Role
from tenants.permissions import View, portal_only


def managers_only(view: View) -> View:
    @portal_only
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.member.role != Role.CLIENT_MANAGER:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded
