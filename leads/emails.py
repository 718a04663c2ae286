"""A lead as an e-mail, in the language of its brand."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from leads.form_fields import fields_of
from leads.models import Delivery, Lead, LeadForm
from leads.recognise import shown_phone
from tenants.mail import message_id


def mail_for(delivery: Delivery, form: LeadForm) -> EmailMessage:
    """Made inside the scope, sent outside of it."""
    lead = delivery.lead
    with override(lead.brand.language):
        subject = _("New lead for %(brand)s: %(name)s") % {
            "brand": lead.brand.name,
            "name": lead.name,
        }
        body = render_to_string("emails/lead.txt", _context(lead, form))
    return EmailMessage(
        subject,
        body,
        to=[delivery.destination.address],
        reply_to=[lead.email] if lead.email else [],
        headers={"Message-ID": message_id(delivery.uuid)},
    )


def _context(lead: Lead, form: LeadForm) -> dict[str, object]:
    values = {
        "name": lead.name,
        "phone": shown_phone(lead.phone) if lead.phone else "",
        "email": lead.email,
        "request": lead.request,
        "category": lead.get_category_display(),
        **lead.details,
    }
    lines = [(one.label, values.get(one.key, "")) for one in fields_of(form)]
    return {
        "lead": lead,
        "lines": [(label, text) for label, text in lines if text],
        "link": f"{settings.PUBLIC_ORIGINS[0]}/portal/leads/{lead.uuid}/",
    }
