"""E-mails that an outbox sends: one message, one receiver, and what came of it."""

from email.utils import parseaddr
from smtplib import SMTPException
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from tenants.outbox import NotSent


def send_mail(message: EmailMessage) -> str:
    """What the receipt says. Raises NotSent."""
    try:
        message.send()
    except TimeoutError:
        raise NotSent("timeout") from None
    except SMTPException:
        raise NotSent("mail") from None
    except OSError:
        raise NotSent("connection") from None
    return "sent"


def message_id(uuid: UUID) -> str:
    """The same in every attempt, so that a mailbox shows it once."""
    return f"<{uuid}@{sender_address().rpartition('@')[2] or 'localhost'}>"


def sender_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
