"""A lead as an e-mail, in the language of its brand."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from leads.details import lines_of
from leads.models import Delivery, Lead, LeadForm
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
    return {
        "lead": lead,
        "lines": [(label, text) for _kind, label, text in lines_of(lead, form)],
        "link": f"{settings.PUBLIC_ORIGINS[0]}/portal/leads/{lead.uuid}/",
    }
