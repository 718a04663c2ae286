"""The bytes of a file, under an address that opens for one reader and a few minutes."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conversations.errors import NotReady
from conversations.files import storage
from conversations.files.links import link_for_member, linked_file, read_link
from tenants.errors import NotFound
from tenants.permissions import members_only
from tenants.requests import MemberRequest


@require_safe
@never_cache
@members_only
def open_file(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """From a page of the office or the portal to a file."""
    try:
        return redirect(link_for_member(request.member, uuid))
    except NotReady:
        raise Http404 from None


@require_safe
@never_cache
def download(request: HttpRequest, token: str) -> HttpResponse:
    """Never shown in a page, whatever it is: browsers save it, and run nothing of it."""
    try:
        file = linked_file(read_link(token))
        data = storage.read(file.key)
    # A restored database may name bytes that the storage has lost.
    except (NotFound, NotReady, FileNotFoundError):
        raise Http404 from None
    charset = "; charset=utf-8" if file.type == "text/plain" else ""
    return HttpResponse(
        data,
        content_type=file.type + charset,
        headers={
            "Content-Disposition": content_disposition_header(True, file.name),
            "Content-Security-Policy": "sandbox; default-src 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
        },
    )
