"""The people of the agency: who they are, what they may, and which brands they serve."""

import secrets
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agents.actions import change_agent
from agents.models import Agent
from agents.queries import agent_of, required_agent
from conversations.actions.people import add_person, change_person
from conversations.forms import AccessForm, AgentForm, NewPersonForm, PersonForm
from conversations.views.office.refusals import is_refused
from tenants.actions import choose_accesses
from tenants.models import Membership, Role
from tenants.permissions import office_only
from tenants.queries import visible_brands, visible_member
from tenants.requests import MemberRequest


@require_safe
@office_only
def index(request: MemberRequest) -> HttpResponse:
    members = Membership.objects.select_related("user").order_by("-is_active", "user__name")
    agents = Agent.objects.prefetch_related("assignments__brand")
    agent_by_member = {agent.membership_id: agent for agent in agents}
    people = [(member, agent_by_member.get(member.pk)) for member in members]
    return render(request, "office/people.html", {"people": people})


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
@never_cache
@office_only
def create(request: MemberRequest) -> HttpResponse:
    form = NewPersonForm(request.POST or None, editor=request.member)
    if form.is_valid():
        given = form.cleaned_data
        password = given.pop("password") or secrets.token_urlsafe(9)
        with is_refused(form) as refusal:
            member = add_person(by=request.member, password=password, **given)
        if not refusal:
            return _show_once(request, member, password)
    return render(request, "office/person_new.html", {"form": form})


def _show_once(request: MemberRequest, member: Membership, password: str) -> HttpResponse:
    """The password is in this one answer and nowhere else."""
    is_set = member.user.check_password(password)
    context = {"person": member, "password": password if is_set else None}
    return render(request, "office/person_added.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@office_only
def edit(request: MemberRequest, uuid: UUID) -> HttpResponse:
    member = visible_member(uuid)
    initial = {"role": member.role, "is_active": member.is_active}
    form = PersonForm(request.POST or None, initial=initial, editor=request.member)
    if form.is_valid():
        with is_refused(form) as refusal:
            change_person(member, by=request.member, **form.cleaned_data)
        if not refusal:
            messages.success(request, _("Saved."))
            return redirect("office_person", uuid)
    return _person_page(request, visible_member(uuid), form=form)


@require_POST
@office_only
def change_capacity(request: MemberRequest, uuid: UUID) -> HttpResponse:
    member = visible_member(uuid)
    agent = required_agent(member)
    form = AgentForm.for_agent(agent, request.POST)
    if form.is_valid():
        change_agent(agent, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("office_person", uuid)
    return _person_page(request, member, agent_form=form)


@require_POST
@office_only
def change_accesses(request: MemberRequest, uuid: UUID) -> HttpResponse:
    member = visible_member(uuid)
    form = AccessForm(request.POST)
    if form.is_valid() and member.in_portal:
        choose_accesses(member, by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
    return redirect("office_person", uuid)


def _person_page(
    request: MemberRequest,
    member: Membership,
    *,
    form: PersonForm | None = None,
    agent_form: AgentForm | None = None,
) -> HttpResponse:
    agent = agent_of(member)
    initial = {"role": member.role, "is_active": member.is_active}
    seen = [str(uuid) for uuid in member.accesses.values_list("brand__uuid", flat=True)]
    context = {
        "person": member,
        "may_change": member.role != Role.OWNER or request.member.role == Role.OWNER,
        "form": form or PersonForm(initial=initial, editor=request.member),
        "agent": agent,
        "agent_form": agent_form or (AgentForm.for_agent(agent, None) if agent else None),
        "access_form": AccessForm(initial={"brands": seen}) if member.in_portal else None,
        "brands": _with_assignments(agent) if member.in_console else [],
    }
    return render(request, "office/person.html", context)


def _with_assignments(agent: Agent | None) -> list[tuple[object, object]]:
    assignments = agent.assignments.all() if agent else []
    by_brand = {assignment.brand_id: assignment for assignment in assignments}
    return [(brand, by_brand.get(brand.pk)) for brand in visible_brands()]
