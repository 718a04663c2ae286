"""Canned replies that everybody shares. Agents keep their own in the console."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conversations.actions.canned import delete_canned, save_canned
from conversations.forms import CannedForm
from conversations.models import CannedReply
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    replies = _shared().order_by("brand__name", "shortcut", "pk")
    return render(request, "office/replies.html", {"replies": replies})


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def create(request: MemberRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def edit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _edit(request, _reply(uuid))


@require_POST
@office_only
def delete(request: MemberRequest, uuid: UUID) -> HttpResponse:
    delete_canned(_reply(uuid), member=request.member)
    messages.success(request, _("Deleted."))
    return redirect("office_replies")


def _edit(request: MemberRequest, reply: CannedReply | None) -> HttpResponse:
    form = CannedForm(request.POST or None, initial=_initial(reply))
    if form.is_valid():
        save_canned(reply, member=request.member, private=False, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("office_replies")
    return render(request, "office/reply.html", {"form": form, "reply": reply})


def _initial(reply: CannedReply | None) -> dict[str, str]:
    if reply is None:
        return {}
    brand = str(reply.brand.uuid) if reply.brand else ""
    return {
        "shortcut": reply.shortcut,
        "title": reply.title,
        "brand": brand,
        "body": reply.body,
    }


def _shared():
    return CannedReply.objects.filter(owner=None).select_related("brand")


def _reply(uuid: UUID) -> CannedReply:
    reply = _shared().filter(uuid=uuid).first()
    if reply is None:
        raise Http404
    return reply
