"""A client's leads: to act on, to say what became of them, and to object to."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conversations.history import cursor, transcript
from leads.actions.delivery import resend_lead
from leads.actions.disputes import open_dispute
from leads.actions.pipeline import set_lead_status
from leads.details import details_of
from leads.forms import DisputeForm, LeadFilter, StatusForm
from leads.listing import figures_of, page_of
from leads.models import Lead
from leads.permissions import managers_only
from leads.queries import visible_lead
from leads.views.files import lead_file
from leads.views.refusals import told
from tenants.models import Role
from tenants.permissions import portal_only
from tenants.requests import MemberRequest


@require_safe
@portal_only
def index(request: MemberRequest) -> HttpResponse:
    form = LeadFilter(request.GET)
    rows = form.rows()
    context = {
        "form": form,
        "figures": figures_of(rows),
        "page": page_of(rows, cursor(request.GET.get("after"))),
        "may_act": request.member.role == Role.CLIENT_MANAGER,
    }
    return render(request, "portal/leads.html", context)


@require_safe
@portal_only
def export(request: MemberRequest) -> HttpResponse:
    return lead_file(request, LeadFilter(request.GET).rows())


@require_safe
@portal_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    return _page(request, visible_lead(uuid))


@require_POST
@managers_only
def set_status(request: MemberRequest, uuid: UUID) -> HttpResponse:
    lead = visible_lead(uuid)
    form = StatusForm(request.POST, lead=lead)
    if form.is_valid():
        set_lead_status(lead, member=request.member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("portal_lead", uuid)
    return _page(request, lead, status_form=form)


@require_POST
@managers_only
def dispute(request: MemberRequest, uuid: UUID) -> HttpResponse:
    lead = visible_lead(uuid)
    form = DisputeForm(request.POST)
    if form.is_valid():
        with told(request, form):
            open_dispute(lead, member=request.member, **form.cleaned_data)
            messages.success(request, _("Your agency has been asked. It answers here."))
    if form.is_valid():
        return redirect("portal_lead", uuid)
    return _page(request, lead, dispute_form=form)


@require_POST
@managers_only
def resend(request: MemberRequest, uuid: UUID) -> HttpResponse:
    resend_lead(visible_lead(uuid), member=request.member)
    messages.success(request, _("It is sent again."))
    return redirect("portal_lead", uuid)


def _page(
    request: MemberRequest,
    lead: Lead,
    *,
    status_form: StatusForm | None = None,
    dispute_form: DisputeForm | None = None,
) -> HttpResponse:
    context = {
        "details": details_of(lead),
        "lines": transcript(lead.conversation, with_notes=False),
        "may_act": request.member.role == Role.CLIENT_MANAGER,
        "status_form": status_form or StatusForm(lead=lead),
        "dispute_form": dispute_form or DisputeForm(),
    }
    return render(request, "portal/lead.html", context)
