"""Closing a month: first what every invoice would say, then one button for each or for all."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from billing.actions.closing import close_period
from billing.actions.months import close_soon
from billing.forms import MonthForm
from billing.models import Invoice
from billing.previews import Preview, broken_rules, preview
from billing.queries.contracts import today
from billing.rating import next_month
from leads.views.refusals import told
from tenants.models import Brand
from tenants.permissions import office_only
from tenants.queries import visible_brand
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    month = _month(request)
    previews = _previews(month)
    context = {
        "month": month,
        "before": (month - timedelta(days=1)).replace(day=1),
        "after": next_month(month),
        "previews": previews,
        "ready": sum(one.is_ready for one in previews),
    }
    return render(request, "office/months.html", context)


@require_POST
@office_only
def close_all(request: MemberRequest) -> HttpResponse:
    month = _month(request)
    ready = [one.brand for one in _previews(month) if one.is_ready]
    close_soon(ready, month, by=request.user)
    text = ngettext(
        "%(count)s month is being closed. Load the page again in a moment.",
        "%(count)s months are being closed. Load the page again in a moment.",
        len(ready),
    )
    messages.success(request, text % {"count": len(ready)})
    return redirect(_address("office_months", month))


@require_safe
@office_only
def detail(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """One brand's month: every line, the VAT, what is late, and what costs nothing."""
    brand = visible_brand(uuid)
    found = preview(brand, _month(request))
    if found is None:
        raise Http404
    if found.invoice is not None:
        return redirect("office_invoice", found.invoice.uuid)
    context = {"preview": found, "broken": broken_rules(found), "free": found.not_charged}
    return render(request, "office/month.html", context)


@require_POST
@office_only
def close(request: MemberRequest, uuid: UUID) -> HttpResponse:
    brand, month = visible_brand(uuid), _month(request)
    answer = redirect(_address("office_month", month, uuid))
    with told(request):
        early = "early" in request.POST
        invoice = close_period(brand, month, by=request.user, early=early)
        answer = _tell(request, invoice, month)
    return answer


def _tell(request: MemberRequest, invoice: Invoice | None, month: date) -> HttpResponseRedirect:
    if invoice is None:
        messages.success(request, _("The month is closed. There was nothing to charge."))
        return redirect(_address("office_months", month))
    messages.success(request, _("Invoice %(number)s is issued.") % {"number": invoice.number})
    return redirect("office_invoice", invoice.uuid)


def _month(request: MemberRequest) -> date:
    """The one asked for, or else the last that is over."""
    running = today(request.member.agency.time_zone).replace(day=1)
    last = (running - timedelta(days=1)).replace(day=1)
    return MonthForm.chosen(request.POST or request.GET, last)


def _previews(month: date) -> list[Preview]:
    # Also of brands that are switched off: what they used is paid.
    found = (preview(brand, month) for brand in Brand.objects.order_by("name"))
    return [one for one in found if one is not None]


def _address(name: str, month: date, *args: UUID) -> str:
    return f"{reverse(name, args=args)}?month={month:%Y-%m}"
