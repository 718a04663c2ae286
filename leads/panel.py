"""What stands beside a chat: the form, what the visitor wrote that fits in, leads like it."""

from dataclasses import dataclass

from conversations.models import Conversation
from leads import queries
from leads.models import Lead, LeadForm
from leads.queries import Duplicate
from leads.recognise import clean_email, clean_phone


@dataclass(frozen=True)
class Suggestion:
    """``text`` as it was written, ``value`` as it would be stored."""

    field: str
    value: str
    text: str


@dataclass(frozen=True)
class Panel:
    form: LeadForm
    suggestions: list[Suggestion]
    duplicates: list[Duplicate]
    lead: Lead | None


def panel_of(conversation: Conversation, *, phone: str = "", email: str = "") -> Panel:
    """With leads of the same person, by what was said, what is stored and what was typed."""
    form = queries.lead_form(conversation.brand)
    region = queries.region_of(conversation.brand, form)
    suggestions = _suggestions(conversation, region)
    lead = queries.lead_of(conversation)
    phones = {clean_phone(phone, region), lead.phone if lead else ""}
    emails = {clean_email(email), lead.email if lead else ""}
    phones |= {one.value for one in suggestions if one.field == "phone"}
    emails |= {one.value for one in suggestions if one.field == "email"}
    duplicates = queries.duplicates_of(conversation.brand_id, phones, emails, but=lead)
    return Panel(form, suggestions, duplicates, lead)


def _suggestions(conversation: Conversation, region: str) -> list[Suggestion]:
    said = queries.said_contacts(conversation, region)
    found = [Suggestion(one.kind, one.value, one.text) for one in said]
    visitor = conversation.visitor
    if visitor.name:
        found.insert(0, Suggestion("name", visitor.name, visitor.name))
    claimed = clean_email(visitor.email)
    if claimed and claimed not in {one.value for one in found}:
        found.append(Suggestion("email", claimed, visitor.email))
    return found
