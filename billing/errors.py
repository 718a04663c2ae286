from django.utils.translation import gettext_lazy as _

from tenants.errors import Refusal


class ContractInUse(Refusal):
    code = "contract_in_use"
    message = _("Something is charged by this contract on those days already. Choose a later day.")


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


class NotAnInvoice(Refusal):
    code = "not_an_invoice"
    message = _("Only an invoice can be credited, not a credit note.")
