from django.utils.translation import gettext_lazy as _

from tenants.errors import Refusal


class LeadDelivered(Refusal):
    code = "lead_delivered"
    message = _("The client has this lead already. Write them what has changed.")


class NotCharged(Refusal):
    code = "not_charged"
    message = _("This lead is not charged, so there is nothing to object to.")


class DisputeClosed(Refusal):
    code = "dispute_closed"
    message = _("This is settled already. Load the page again.")


class TooLate(Refusal):
    code = "too_late"
    message = _("The time for this is over.")
