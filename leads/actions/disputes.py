"""Objecting to a lead, answering, and what happens when nobody answers."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from leads import queries
from leads.deadlines import end_of_working_days
from leads.errors import DisputeClosed, NotCharged, TooLate
from leads.models import Dispute, DisputeStatus, DisputeStep, Lead, LeadForm, Reason
from tenants.errors import Forbidden, Invalid
from tenants.models import Membership, Role
from tenants.queries import database_time


@transaction.atomic
def open_dispute(
    lead: Lead, *, member: Membership, reason: str, comment: str = "", at: datetime | None = None
) -> Dispute:
    """The client's manager objects; after a refusal once more. ``at``: brought in from the past."""
    if member.role != Role.CLIENT_MANAGER:
        raise Forbidden
    if reason not in Reason.values:
        raise Invalid(reason=_("Choose one of the options."))
    # Orders this against another objection to the same lead.
    Lead.objects.select_for_update(of=["self"]).get(pk=lead.pk)
    moment = at or database_time()
    form = queries.lead_form(lead.brand)
    last = queries.last_dispute(lead)
    _require_open(lead, form, last, moment)
    dispute = Dispute.objects.create(
        agency_id=lead.agency_id,
        brand=lead.brand,
        lead=lead,
        level=last.level + 1 if last else 1,
        reason=reason,
        comment=comment.strip(),
        opened_by=member,
        opened_at=moment,
        due_at=end_of_working_days(moment, form.answer_days, lead.brand.time_zone),
    )
    _add_step(dispute, by=member, text=dispute.comment, at=moment)
    return dispute


@transaction.atomic
def answer_dispute(
    dispute: Dispute,
    *,
    member: Membership,
    accept: bool,
    answer: str = "",
    at: datetime | None = None,
) -> Dispute:
    """The office accepts, and the lead is credited, or refuses and says why."""
    if not member.in_office:
        raise Forbidden
    if not accept and not answer.strip():
        raise Invalid(answer=_("Say why, so that the client can understand it."))
    row = Dispute.objects.select_for_update(of=["self"]).get(pk=dispute.pk)
    moment = at or database_time()
    if not row.is_open:
        raise DisputeClosed
    if moment >= row.due_at:
        # The sweep has not been here yet, and the promise stands all the same.
        raise TooLate
    status = DisputeStatus.ACCEPTED if accept else DisputeStatus.REFUSED
    _settle(row, status=status, by=member, answer=answer.strip(), at=moment)
    return queries.visible_dispute(row.uuid)


@transaction.atomic
def expire_disputes(at: datetime | None = None) -> int:
    """Credit what nobody answered in time; how many there were."""
    moment = at or database_time()
    overdue = Dispute.objects.select_for_update(of=["self"], skip_locked=True)
    rows = list(overdue.filter(status=DisputeStatus.OPEN, due_at__lte=moment).order_by("pk"))
    for dispute in rows:
        # It ran out when it was due, however late that is noticed.
        _settle(dispute, status=DisputeStatus.EXPIRED, by=None, answer="", at=dispute.due_at)
    return len(rows)


def _require_open(lead: Lead, form: LeadForm, last: Dispute | None, moment: datetime) -> None:
    if queries.may_dispute(lead, form, last, moment):
        return
    if not lead.is_qualified:
        raise NotCharged
    settled = last is not None and (last.level > 1 or last.status != DisputeStatus.REFUSED)
    raise DisputeClosed if settled else TooLate


def _settle(
    dispute: Dispute, *, status: DisputeStatus, by: Membership | None, answer: str, at: datetime
) -> None:
    dispute.status, dispute.answer, dispute.answered_by = status, answer, by
    dispute.answered_at = at
    dispute.save(update_fields=["status", "answer", "answered_by", "answered_at"])
    _add_step(dispute, by=by, text=answer, at=at)


def _add_step(dispute: Dispute, *, by: Membership | None, text: str, at: datetime) -> None:
    DisputeStep.objects.create(
        agency_id=dispute.agency_id,
        brand_id=dispute.brand_id,
        dispute=dispute,
        status=dispute.status,
        by=by,
        text=text,
        at=at,
    )
