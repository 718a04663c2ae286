"""Capturing a lead beside a chat, and judging it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from agents.models import Agent
from agents.queries import agent_of
from conversations.actions.authors import member_author
from conversations.errors import ClientIdReused, NotAssigned
from conversations.events import announce
from conversations.log import append
from conversations.models import Conversation, Kind
from leads import queries, rules
from leads.actions.delivery import enqueue_deliveries
from leads.errors import LeadDelivered
from leads.form_fields import Values, checked_values
from leads.models import Delivery, Lead, LeadForm, LeadStatus
from tenants.models import Brand, Membership
from tenants.queries import database_time


@transaction.atomic
def capture_lead(
    conversation: Conversation,
    *,
    member: Membership,
    values: Mapping[str, str],
    client_id: UUID,
    value: Decimal | None = None,
    currency: str = "",
) -> Lead:
    """Store what an agent learnt, once per ``client_id``.

    A conversation has one lead: capturing again corrects it, until it has been delivered.
    """
    agent = _capturing_agent(conversation, member)
    brand = _lock_leads_of(conversation.brand_id)
    known = queries.lead_of(conversation)
    if known is not None and queries.was_captured(conversation, client_id):
        return known
    if known is not None:
        _lock_for_correction(known)
    form = queries.lead_form(brand)
    lead = store_lead(
        conversation,
        agent=agent,
        form=form,
        values=checked_values(form, values, queries.region_of(brand, form)),
        value=value,
        currency=currency,
        known=known,
    )
    _write_event(conversation, lead, member, client_id)
    return lead


def store_lead(
    conversation: Conversation,
    *,
    agent: Agent | None,
    form: LeadForm,
    values: Values,
    value: Decimal | None = None,
    currency: str = "",
    known: Lead | None = None,
    uuid: UUID | None = None,
    at: datetime | None = None,
) -> Lead:
    """Judge what was filled in and keep it, with its deliveries, without an event.

    ``at`` is for what is brought in from the past: it is not delivered to anybody any more.
    """
    brand = conversation.brand
    lead = known or Lead(
        uuid=uuid or uuid4(),
        agency_id=brand.agency_id,
        brand=brand,
        conversation=conversation,
        captured_at=at or database_time(),
        delivered_at=at,
        status=LeadStatus.DELIVERED if at else LeadStatus.NEW,
        page_url=conversation.page_url,
    )
    lead.agent = agent
    lead.name, lead.phone, lead.email = values.name, values.phone, values.email
    lead.request, lead.category, lead.details = values.request, values.category, values.details
    lead.value, lead.currency = value, currency or queries.currency_of(brand, form)
    _judge(lead, form)
    lead.save()
    if known is None and at is None:
        enqueue_deliveries(lead)
    return lead


def _judge(lead: Lead, form: LeadForm) -> None:
    lead.duplicate_of = queries.earlier_lead(
        lead.brand_id,
        lead.phone,
        lead.email,
        at=lead.captured_at,
        days=form.duplicate_days,
        but=lead if lead.pk else None,
    )
    candidate = rules.Candidate(
        name=lead.name,
        phone=lead.phone,
        email=lead.email,
        request=lead.request,
        category=lead.category,
        duplicate_of=lead.duplicate_of.uuid if lead.duplicate_of else None,
    )
    results = rules.judge(candidate, rules.Terms(form.countries, form.excluded))
    lead.results, lead.is_qualified = rules.as_json(results), rules.is_qualified(results)
    lead.rules_version, lead.form_version = rules.RULES_VERSION, form.version


def _capturing_agent(conversation: Conversation, member: Membership) -> Agent | None:
    """Who holds the conversation, or held it at its end, captures; the office does for them."""
    agent = agent_of(member)
    holder_id = conversation.agent_id
    if not member.in_office and (agent is None or agent.pk != holder_id):
        raise NotAssigned
    return agent if agent and agent.pk == holder_id else conversation.agent


def _lock_leads_of(brand_id: int) -> Brand:
    """Leads of a brand are captured one after another, or two might miss each other's number.

    Without a key lock, so that chats of the brand go on beginning meanwhile.
    """
    return Brand.objects.select_for_update(no_key=True).get(pk=brand_id)


def _lock_for_correction(lead: Lead) -> None:
    """Nothing of it has left, and nothing leaves until the correction is stored."""
    # Deliveries first: so does who writes down how one went.
    deliveries = Delivery.objects.select_for_update(of=["self"]).filter(lead=lead).order_by("pk")
    has_left = any(delivery.attempts for delivery in deliveries)
    row = Lead.objects.select_for_update(of=["self"]).get(pk=lead.pk)
    if has_left or row.status != LeadStatus.NEW:
        raise LeadDelivered


def _write_event(
    conversation: Conversation, lead: Lead, member: Membership, client_id: UUID
) -> None:
    by = member_author(conversation, member, is_note=True)
    data = {"lead": str(lead.uuid), "qualified": lead.is_qualified}
    appended = append(conversation, Kind.LEAD, by=by, data=data, client_id=client_id)
    if appended.code:
        raise ClientIdReused
    announce(conversation, Kind.LEAD, appended, by=by, data=data, client_id=client_id)
