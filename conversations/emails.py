"""A transcript as an e-mail, in the name and the language of its brand."""

from email.utils import formataddr

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from conversations.history import Line, transcript
from conversations.models import Kind, Letter
from tenants.mail import message_id, sender_address


def letter_mail(letter: Letter) -> EmailMultiAlternatives:
    """Made inside the scope, sent outside of it."""
    brand = letter.conversation.brand
    with override(brand.language), timezone.override(brand.time_zone):
        context = {"brand": brand, "lines": _said(letter)}
        message = EmailMultiAlternatives(
            _("Your chat with %(brand)s") % {"brand": brand.name},
            render_to_string("emails/transcript.txt", context),
            from_email=formataddr((brand.name, sender_address())),
            to=[letter.address],
            headers={"Message-ID": message_id(letter.uuid), "Auto-Submitted": "auto-generated"},
        )
        message.attach_alternative(render_to_string("emails/transcript.html", context), "text/html")
    return message


def _said(letter: Letter) -> list[Line]:
    """What the visitor and the agents wrote, but for what was taken back."""
    return [
        line
        for line in transcript(letter.conversation, with_notes=False)
        if line.event.kind == Kind.MESSAGE
        and line.event.seq <= letter.upto
        and not line.event.is_redacted
    ]
