"""Visitors whom brands do not hear, and hearing them again."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.actions.blocks import lift_block
from conversations.models import Block
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    rows = Block.objects.active().select_related("brand", "visitor", "conversation", "by")
    return render(request, "office/blocks.html", {"blocks": rows.order_by("-created_at", "-pk")})


@require_POST
@office_only
def lift(request: MemberRequest, uuid: UUID) -> HttpResponse:
    block = Block.objects.filter(uuid=uuid).select_related("visitor").first()
    if block is None:
        raise Http404
    lift_block(block, by=request.member)
    messages.success(request, _("The brand hears this visitor again."))
    return redirect("office_blocks")
