"""One lead as its page shows it, to the agency and to its client."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads import queries
from leads.form_fields import OWN_KEYS, fields_of
from leads.models import Delivery, DeliveryStatus, Dispute, Lead, LeadForm
from leads.recognise import shown_phone
from leads.rules import explain
from leads.serializers import explain_attempt
from tenants.queries import database_time


@dataclass(frozen=True)
class Receipt:
    """An attempt to deliver that came to an end."""

    at: datetime
    ok: bool
    text: str


@dataclass(frozen=True)
class Details:
    lead: Lead
    form: LeadForm
    # What was filled in: (kind of field, its label, the text).
    lines: list[tuple[str, str, str]]
    # What each rule said: (rule, whether it passed, in words).
    results: list[tuple[str, bool, str]]
    deliveries: list[tuple[Delivery, list[Receipt]]]
    # Whether there is anywhere to send it again.
    can_resend: bool
    # The first objection first.
    disputes: list[Dispute]
    may_dispute: bool
    # When the time to object ends; None before it has begun.
    dispute_until: datetime | None

    @property
    def arrived_nowhere(self) -> bool:
        """What was tried is given up, and only the portal has it."""
        tried = [delivery.status for delivery, _receipts in self.deliveries]
        return bool(tried) and set(tried) == {DeliveryStatus.FAILED}

    @property
    def dispute(self) -> Dispute | None:
        """The last one, which decides."""
        return self.disputes[-1] if self.disputes else None


def details_of(lead: Lead) -> Details:
    form = queries.lead_form(lead.brand)
    disputes = list(queries.disputes().filter(lead=lead).order_by("level"))
    last = disputes[-1] if disputes else None
    return Details(
        lead=lead,
        form=form,
        lines=lines_of(lead, form),
        results=[
            (one["rule"], one["passed"], explain(one["rule"], one["passed"]))
            for one in lead.results
        ],
        deliveries=[(one, _receipts(one.receipts)) for one in queries.deliveries_of(lead)],
        can_resend=queries.destinations_of(lead.brand).filter(is_active=True).exists(),
        disputes=disputes,
        may_dispute=queries.may_dispute(lead, form, last, database_time()),
        dispute_until=queries.dispute_until(lead, form, last),
    )


def lines_of(lead: Lead, form: LeadForm) -> list[tuple[str, str, str]]:
    """What was filled in, in the order of the form."""
    own = {
        "name": lead.name,
        "phone": shown_phone(lead.phone) if lead.phone else "",
        "email": lead.email,
        "request": lead.request,
        "category": str(lead.get_category_display()),
    }
    fields = fields_of(form)
    values = own | {key: text for key, text in lead.details.items() if key not in OWN_KEYS}
    lines = [(one.kind, one.label, values.pop(one.key, "")) for one in fields]
    # What the form asked for when the lead was captured, and asks no more.
    lines += [("text", key, text) for key, text in values.items()]
    return [line for line in lines if line[2]]


def _receipts(receipts: list[dict[str, Any]]) -> list[Receipt]:
    return [
        Receipt(datetime.fromisoformat(one["at"]), one["ok"], explain_attempt(one["detail"]))
        for one in receipts
    ]
