"""A lead as an e-mail, in the language of its brand."""

from dataclasses import dataclass
from email.utils import parseaddr
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from leads.errors import NotSent
from leads.form_fields import fields_of
from leads.models import Delivery, Lead, LeadForm
from leads.recognise import shown_phone


@dataclass(frozen=True)
class LeadMail:
    message: EmailMessage

    def send(self) -> str:
        """What the receipt says. Raises NotSent."""
        try:
            self.message.send()
        except TimeoutError:
            raise NotSent("timeout") from None
        except SMTPException:
            raise NotSent("mail") from None
        except OSError:
            raise NotSent("connection") from None
        return "sent"


def mail_for(delivery: Delivery, form: LeadForm) -> LeadMail:
    """Made inside the scope, sent outside of it."""
    lead = delivery.lead
    with override(lead.brand.language):
        subject = _("New lead for %(brand)s: %(name)s") % {
            "brand": lead.brand.name,
            "name": lead.name,
        }
        body = render_to_string("emails/lead.txt", _context(lead, form))
    message = EmailMessage(
        subject,
        body,
        to=[delivery.destination.address],
        reply_to=[lead.email] if lead.email else [],
        # The same in every attempt, so that a mailbox shows it once.
        headers={"Message-ID": f"<{delivery.uuid}@{_domain()}>"},
    )
    return LeadMail(message)


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


def _domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
