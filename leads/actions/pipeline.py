"""What the client says of a lead: accepted, rejected, won, lost."""

from datetime import datetime
from decimal import Decimal
from types import EllipsisType

from django.db import transaction
from django.utils.translation import gettext as _

from leads.models import CLIENT_STATUSES, Lead, LeadStep
from tenants.errors import Forbidden, Invalid
from tenants.models import Membership, Role
from tenants.queries import database_time


@transaction.atomic
def set_lead_status(
    lead: Lead,
    *,
    member: Membership,
    status: str,
    value: Decimal | EllipsisType | None = ...,
    at: datetime | None = None,
) -> Lead:
    """The client's managers say it, or the office for them. The same again changes nothing.

    A ``value`` that is left out stays; None takes it away.
    """
    if not (member.in_office or member.role == Role.CLIENT_MANAGER):
        raise Forbidden
    if status not in CLIENT_STATUSES:
        raise Invalid(status=_("Choose one of the options."))
    row = Lead.objects.select_for_update(of=["self"]).get(pk=lead.pk)
    moment = at or database_time()
    worth = row.value if value is ... else value
    if (row.status, row.value) != (status, worth):
        row.status, row.value = status, worth
        # Who says this has it.
        row.delivered_at = row.delivered_at or moment
        row.save(update_fields=["status", "value", "delivered_at"])
        add_step(row, by=member, at=moment)
    lead.status, lead.value, lead.delivered_at = row.status, row.value, row.delivered_at
    return lead


def add_step(lead: Lead, *, by: Membership | None, at: datetime) -> None:
    LeadStep.objects.create(
        agency_id=lead.agency_id,
        brand_id=lead.brand_id,
        lead=lead,
        status=lead.status,
        by=by,
        value=lead.value,
        at=at,
    )
