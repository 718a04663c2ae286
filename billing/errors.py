from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.errors import Refusal


class ContractInUse(Refusal):
    code = "contract_in_use"
    message = _("Something is charged by this contract on those days already. Choose a later day.")


class DaysClosed(Refusal):
    code = "days_closed"
    message = _("Some of those days are in a month that is closed. Agree on a new version instead.")


class OtherCurrency(Refusal):
    code = "other_currency"
    message = _("This brand is charged in another currency. A currency never changes.")


class MonthNotOver(Refusal):
    code = "month_not_over"
    message = _("This month is not over yet.")


class EarlierMonthOpen(Refusal):
    code = "earlier_month_open"
    message = _("An earlier month of this brand is not closed yet. Close that one first.")


class PartyMissing(Refusal):
    code = "party_missing"
    message = _("Fill in the billing details of the agency and of the brand first.")


class IssuedLater(Refusal):
    code = "issued_later"
    message = _("An invoice with a later date is issued already. Choose that day or a later one.")


class NothingToCredit(Refusal):
    code = "nothing_to_credit"
    message = _("Everything on these lines is credited already.")


class CreditBelowNothing(Refusal):
    code = "credit_below_nothing"
    message = _("These lines alone come to less than nothing. Credit them with others.")


class NotAnInvoice(Refusal):
    code = "not_an_invoice"
    message = _("Only an invoice can be credited, not a credit note.")


class WrongVatId(Refusal):
    code = "wrong_vat_id"

    def __init__(self, vat_id: str, country: str) -> None:
        super().__init__(vat_id)
        self.message = _("%(vat_id)s is no VAT id of %(country)s. Correct the billing details.") % {
            "vat_id": vat_id,
            "country": country,
        }


class VatRateUnknown(Refusal):
    code = "vat_rate_unknown"

    def __init__(self, country: str, day: str) -> None:
        super().__init__(country)
        self.message = _("The VAT rate of %(country)s on %(day)s is not known.") % {
            "country": country,
            "day": day,
        }


class WrongCurrency(Refusal):
    code = "wrong_currency"

    def __init__(self, own: str) -> None:
        super().__init__(own)
        self.message = _(
            "The law wants this VAT stated in %(currency)s. Agree on a contract in that currency."
        ) % {"currency": own}


class InvalidInvoice(Refusal):
    """The electronic invoice breaks a rule, or could not be checked: it is not issued."""

    code = "invalid_invoice"
    message: str | Promise = _(
        "This invoice could not be checked, so it was not issued. Try again in a moment."
    )

    def __init__(self, findings: Sequence[str] = ()) -> None:
        super().__init__(*findings)
        self.findings = list(findings)
        if findings:
            self.message = _("This invoice breaks a rule, so it was not issued: %(rule)s") % {
                "rule": findings[0]
            }
