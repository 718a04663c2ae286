"""What clients object to, and the agency's answers."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from leads.actions.disputes import answer_dispute
from leads.details import details_of
from leads.forms import AnswerForm, DisputeFilter
from leads.models import DisputeStatus
from leads.queries import dispute_counts, disputes, visible_dispute, visible_lead
from leads.views.refusals import told
from tenants.permissions import office_only
from tenants.requests import MemberRequest

PAGE = 40
# What the counts beneath the list look back on.
COUNTED_DAYS = 90


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    """What is to be answered, the most urgent first; what was settled, the latest first."""
    form = DisputeFilter(request.GET)
    rows = disputes().filter(**form.lookups())
    if form.chosen("status") == DisputeStatus.OPEN:
        rows = rows.order_by("due_at", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    until = now()
    counts = dispute_counts(form.chosen_brand, until - timedelta(days=COUNTED_DAYS), until)
    context = {"form": form, "page": page, "counts": counts, "days": COUNTED_DAYS}
    return render(request, "office/disputes.html", context)


@require_POST
@office_only
def answer(request: MemberRequest, uuid: UUID) -> HttpResponse:
    dispute = visible_dispute(uuid)
    form = AnswerForm(request.POST)
    if form.is_valid():
        accept = request.POST.get("accept") == "yes"
        with told(request, form):
            answer_dispute(dispute, member=request.member, accept=accept, **form.cleaned_data)
            messages.success(request, _("The client can read your answer."))
    if form.is_valid():
        return redirect("office_lead", dispute.lead.uuid)
    context = {"details": details_of(visible_lead(dispute.lead.uuid)), "form": form}
    return render(request, "office/lead.html", context)
