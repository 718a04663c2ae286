"""Who serves which brand, under which name: seen from the person and from the brand."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.models import Assignment
from agents.queries import agent_of, assignment_of
from conversations.actions.people import assign_person, unassign_person
from conversations.forms import AssignmentForm
from tenants.models import CONSOLE_ROLES, Brand, Membership
from tenants.permissions import office_only
from tenants.queries import visible_brand, visible_member
from tenants.requests import MemberRequest


@require_safe
@office_only
def team(request: MemberRequest, uuid: UUID) -> HttpResponse:
    """Everybody who serves a brand, in the order in which they are asked."""
    brand = visible_brand(uuid)
    rows = Assignment.objects.filter(brand=brand).select_related("agent__membership__user")
    team = list(rows.order_by("tier", "alias"))
    serving = {assignment.agent.membership_id for assignment in team}
    others = Membership.objects.filter(is_active=True, role__in=CONSOLE_ROLES)
    free = others.exclude(pk__in=serving).select_related("user").order_by("user__name")
    context = {"brand": brand, "team": team, "others": free}
    return render(request, "office/team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def edit(request: MemberRequest, person: UUID, brand: UUID) -> HttpResponse:
    member, served = _served(person, brand)
    assignment = _assignment(member, served)
    form = AssignmentForm(request.POST or None, initial=_initial(member, assignment))
    if form.is_valid():
        assign_person(member, by=request.member, brand=served, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("office_person", person)
    context = {"person": member, "brand": served, "assignment": assignment, "form": form}
    return render(request, "office/assignment.html", context)


@require_POST
@office_only
def end(request: MemberRequest, person: UUID, brand: UUID) -> HttpResponse:
    assignment = _assignment(*_served(person, brand))
    if assignment is not None:
        unassign_person(assignment, by=request.member)
        messages.success(request, _("They serve this brand no more. Their chats were returned."))
    return redirect("office_person", person)


def _served(person: UUID, brand: UUID) -> tuple[Membership, Brand]:
    member = visible_member(person)
    if not member.in_console:
        raise Http404
    return member, visible_brand(brand)


def _assignment(member: Membership, brand: Brand) -> Assignment | None:
    agent = agent_of(member)
    return assignment_of(agent, brand.pk) if agent else None


def _initial(member: Membership, assignment: Assignment | None) -> dict[str, str]:
    if assignment is None:
        return {"alias": str(member.user).partition(" ")[0]}
    return {"alias": assignment.alias, "photo": assignment.photo, "tier": assignment.tier}
