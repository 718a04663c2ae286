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


class TooLarge(Refusal):
    code = "too_large"
    status = 413
    message = _("This message is too long.")


class TooMany(Refusal):
    code = "rate"
    status = 429
    message = _("That was too much at once. Wait a moment.")

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__()
        self.retry_after = retry_after
