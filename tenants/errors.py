from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """The request was understood and turned down. The message is shown to whoever asked."""

    code = "refused"
    status = 409
    message: str | Promise = _("This cannot be done.")

    def __str__(self) -> str:
        return str(self.message)


class NotFound(Refusal):
    """Nothing there, or not yours: the two are told apart by nobody."""

    code = "not_found"
    status = 404
    message = _("There is nothing here, or it is not yours.")


class Forbidden(Refusal):
    code = "forbidden"
    status = 403
    message = _("Your role does not allow this.")


class BadToken(Refusal):
    code = "bad_token"
    status = 401
    message = _("This session is over. Open the chat again.")


class Invalid(Refusal):
    """The input is malformed. ``fields`` maps a field to what is wrong with it."""

    code = "invalid"
    status = 400
    message: str | Promise = _("Some of this is not filled in as it should be.")

    # A brand's own field may have any name.
    def __init__(self, /, **fields: str) -> None:
        super().__init__()
        self.fields = fields


class Unavailable(Refusal):
    code = "unavailable"
    status = 503
    message = _("This cannot be stored right now. It will be tried again.")


class TooMany(Refusal):
    code = "rate"
    status = 429
    message = _("That was too much at once. Wait a moment.")

    def __init__(self, retry_after: int = 1) -> None:
        super().__init__()
        self.retry_after = retry_after
