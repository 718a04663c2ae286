from django.utils.translation import gettext_lazy as _

from tenants.errors import Refusal


class ConversationClosed(Refusal):
    code = "closed"
    message = _("This conversation has ended.")


class ClientIdReused(Refusal):
    code = "id_reused"
    message = _("This id was used for another message.")


class NotWaiting(Refusal):
    code = "not_waiting"
    message = _("Another agent has already taken this conversation.")


class AtCapacity(Refusal):
    code = "at_capacity"
    message = _("All slots are taken.")


class NotAvailable(Refusal):
    code = "not_available"
    message = _("This colleague cannot take it now.")


class NotAssigned(Refusal):
    code = "not_assigned"
    message = _("This conversation is not with you.")


class NotClosed(Refusal):
    code = "not_closed"
    message = _("This conversation has not ended.")


class NotLatest(Refusal):
    code = "not_latest"
    message = _("This visitor has a later conversation. Go on there.")


class TooLate(Refusal):
    code = "too_late"
    message = _("A message can be changed within 15 minutes.")


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    message = _("This message is too long.")


class FileTooLarge(TooLarge):
    message = _("This file is too large.")


class BadFile(Refusal):
    code = "bad_file"
    status = 400
    message = _("This file cannot be sent. Pictures, PDF and plain text can.")


class PictureTooLarge(BadFile):
    message = _("This picture has too many pixels. Make it smaller and try again.")


class NotReady(Refusal):
    """Not scanned yet, or found harmful: nobody gets it."""

    code = "not_ready"
    message = _("This file cannot be opened: it is being checked, or was found unsafe.")


class Blocked(Refusal):
    """A brand does not want to hear from this visitor for a while."""

    code = "forbidden"
    status = 403
    message = _("You cannot write here.")
