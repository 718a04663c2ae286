"""Which VAT an invoice carries: a pure function of the two parties and the rates of a day.

For services between companies, Directive 2006/112/EC, articles 44 and 196. Whoever sells
without a VAT id charges none; whoever buys without one, in another member state, is charged
as a consumer would be (Regulation 282/2011, article 18).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError

from billing.errors import VatRateUnknown, WrongCurrency, WrongVatId

# Services of Northern Ireland (XI) are those of the United Kingdom.
EU = frozenset(country.upper() for country in eu_vat.MEMBER_STATES) - {"XI"}
# The prefix of a VAT id is the country's code, with one exception.
PREFIXES = {"GR": "EL"}
# Member states in which VAT is stated in another currency than the euro.
CURRENCIES = {"CZ": "CZK", "DK": "DKK", "HU": "HUF", "PL": "PLN", "RO": "RON", "SE": "SEK"}
LANGUAGES = {"SK": "sk", "CZ": "cs", "SI": "sl"}

# The words are fixed by law (SK § 74, CZ § 29, SI čl. 82), so they are no texts to translate.
REVERSE_CHARGE = {
    "en": "Reverse charge",
    "sk": "Prenesenie daňovej povinnosti",
    "cs": "Daň odvede zákazník",
    "sl": "Obrnjena davčna obveznost",
}
OUTSIDE = {
    "en": "Outside the scope of VAT: article 44 of Directive 2006/112/EC",
    "sk": "Nie je predmetom DPH: článok 44 smernice 2006/112/ES",
    "cs": "Není předmětem DPH: článek 44 směrnice 2006/112/ES",
    "sl": "Ni predmet DDV: člen 44 Direktive 2006/112/ES",
}
NOT_REGISTERED = {
    "en": "The supplier is not registered for VAT",
    "sk": "Dodávateľ nie je platiteľom DPH",
    "cs": "Dodavatel není plátcem DPH",
    "sl": "DDV ni obračunan: prodajalec ni zavezanec za DDV (94. člen ZDDV-1)",
}

Party = Mapping[str, Any]


@dataclass(frozen=True)
class VatDecision:
    # A code of UNTDID 5305: S standard, AE reverse charge, E exempt, O outside the scope.
    category: str
    rate: Decimal
    # Why there is none: a code of the VATEX list, and what the invoice says.
    code: str = ""
    note: str = ""


def decide(seller: Party, buyer: Party, on: date, rates: Mapping[str, Decimal]) -> VatDecision:
    """``rates`` are the standard rates valid on the day."""
    for party in (seller, buyer):
        check_vat_id(party)
    if not seller["vat_id"]:
        return VatDecision("E", Decimal(0), note=_note(NOT_REGISTERED, seller, buyer))
    if is_abroad(seller, buyer) and buyer["country"] not in EU:
        return VatDecision("O", Decimal(0), "VATEX-EU-O", _note(OUTSIDE, seller, buyer))
    if is_abroad(seller, buyer) and buyer["vat_id"]:
        return VatDecision("AE", Decimal(0), "VATEX-EU-AE", _note(REVERSE_CHARGE, seller, buyer))
    rate = rates.get(seller["country"])
    if rate is None:
        raise VatRateUnknown(seller["country"], date_format(on, "j. n. Y"))
    return VatDecision("S", rate)


def is_abroad(seller: Party, buyer: Party) -> bool:
    return seller["country"] != buyer["country"]


def check_vat_id(party: Party) -> None:
    """Refuse a VAT id that cannot be one, or is another country's. None is no mistake."""
    vat_id, country = party["vat_id"], party["country"]
    if not vat_id or country not in EU:
        return
    if not vat_id.startswith(PREFIXES.get(country, country)) or not _is_sound(vat_id):
        raise WrongVatId(vat_id, country)


def check_currency(decision: VatDecision, seller: Party, currency: str) -> None:
    """VAT is stated in the seller's own currency (article 230), and no rate of exchange is kept."""
    own = CURRENCIES.get(seller["country"], "EUR")
    if decision.rate and currency != own:
        raise WrongCurrency(own)


def _is_sound(vat_id: str) -> bool:
    try:
        return eu_vat.validate(vat_id) == vat_id
    except ValidationError:
        return False


def _note(words: Mapping[str, str], seller: Party, buyer: Party) -> str:
    """In the buyer's language, and where that is another one, as the seller's law has it."""
    said = words.get(buyer["language"], words["en"])
    lawful = words[LANGUAGES.get(seller["country"], "en")]
    return said if said == lawful else f"{said} / {lawful}"
