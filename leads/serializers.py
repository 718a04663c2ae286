"""Leads, their forms, deliveries and disputes as JSON, in the shapes of docs/protocol.md."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from leads.form_fields import Field, fields_of
from leads.models import Delivery, Dispute, Lead, LeadForm
from leads.queries import Duplicate, currency_of
from leads.rules import explain
from tenants.models import Brand

Wire = dict[str, Any]


def form_json(brand: Brand, form: LeadForm) -> Wire:
    return {
        "brand": brand.uuid,
        "version": form.version,
        "currency": currency_of(brand, form),
        "fields": [_field_json(one) for one in fields_of(form)],
    }


def lead_json(lead: Lead) -> Wire:
    """What everybody who may see a lead is told of it; ``lead`` comes from ``queries.leads``."""
    return {
        "id": lead.uuid,
        "conv": lead.conversation.uuid,
        "brand": lead.brand.uuid,
        "agent": lead.agent.uuid if lead.agent else None,
        "captured_at": lead.captured_at,
        "delivered_at": lead.delivered_at,
        "status": lead.status,
        "name": lead.name,
        "phone": lead.phone,
        "email": lead.email,
        "request": lead.request,
        "category": lead.category,
        "details": lead.details,
        "value": None if lead.value is None else f"{lead.value:.2f}",
        "currency": lead.currency,
        "page_url": lead.page_url,
        "qualified": lead.is_qualified,
        "rules_version": lead.rules_version,
        "results": [_result_json(one) for one in lead.results],
        "duplicate_of": lead.duplicate_of.uuid if lead.duplicate_of else None,
    }


def disputed_lead_json(lead: Lead, dispute: Dispute | None) -> Wire:
    """A lead with the last word of its dispute."""
    return {**lead_json(lead), "dispute": dispute_json(dispute) if dispute else None}


def dispute_json(dispute: Dispute) -> Wire:
    return {
        "id": dispute.uuid,
        "level": dispute.level,
        "reason": dispute.reason,
        "comment": dispute.comment,
        "opened_at": dispute.opened_at,
        "due_at": dispute.due_at,
        "status": dispute.status,
        "answer": dispute.answer,
        "answered_at": dispute.answered_at,
    }


def lead_dispute_json(dispute: Dispute) -> Wire:
    """A dispute with its lead; ``dispute`` comes from ``queries.disputes``."""
    shown = dispute_json(dispute)
    return {"dispute": shown, "lead": {**lead_json(dispute.lead), "dispute": shown}}


def delivery_json(delivery: Delivery) -> Wire:
    return {
        "id": delivery.uuid,
        "kind": delivery.destination.kind,
        "address": delivery.destination.address,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "next_at": delivery.next_at if delivery.status == "pending" else None,
        "delivered_at": delivery.delivered_at,
        "receipts": [
            {**receipt, "text": explain_attempt(receipt["detail"])} for receipt in delivery.receipts
        ],
    }


def duplicates_json(duplicates: Iterable[Duplicate]) -> list[Wire]:
    return [
        {
            "id": one.lead.uuid,
            "name": one.lead.name,
            "captured_at": one.lead.captured_at,
            "status": one.lead.status,
            "by": one.by,
        }
        for one in duplicates
    ]


def explain_attempt(detail: str) -> str:
    """How an attempt to deliver went, in words."""
    texts = {
        "sent": _("The mail server took it."),
        "timeout": _("There was no answer in time."),
        "name": _("The name of the server is not known."),
        "private": _("The address is not on the public internet."),
        "port": _("Leads are sent to the ports 443 and 80 only."),
        "address": _("This is not an address that leads can be sent to."),
        "connection": _("There was no connection."),
        "protocol": _("The answer was not understood."),
        "mail": _("The mail server did not take it."),
    }
    return texts.get(detail) or _("The server answered %(status)s.") % {"status": detail}


def _field_json(one: Field) -> Wire:
    options = [{"code": option.code, "label": option.label} for option in one.options]
    return {
        "key": one.key,
        "label": one.label,
        "kind": one.kind,
        "required": one.required,
        "max_length": one.max_length,
        "options": options,
    }


def _result_json(result: Wire) -> Wire:
    return {**result, "text": explain(result["rule"], result["passed"])}
