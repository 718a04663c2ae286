"""Leads of all brands: what came of them, where they were sent, and what clients object to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.history import cursor
from leads.actions.delivery import resend_lead
from leads.details import details_of
from leads.forms import AnswerForm, LeadFilter
from leads.listing import figures_of, page_of
from leads.queries import visible_lead
from leads.views.files import lead_file
from tenants.permissions import office_only
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    form = LeadFilter(request.GET)
    rows = form.rows()
    context = {
        "form": form,
        "figures": figures_of(rows),
        "page": page_of(rows, cursor(request.GET.get("after"))),
    }
    return render(request, "office/leads.html", context)


@require_safe
@office_only
def export(request: MemberRequest) -> HttpResponse:
    return lead_file(request, LeadFilter(request.GET).rows())


@require_safe
@office_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    context = {"details": details_of(visible_lead(uuid)), "form": AnswerForm()}
    return render(request, "office/lead.html", context)


@require_POST
@office_only
def resend(request: MemberRequest, uuid: UUID) -> HttpResponse:
    resend_lead(visible_lead(uuid), member=request.member)
    messages.success(request, _("It is sent again."))
    return redirect("office_lead", uuid)
