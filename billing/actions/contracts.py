"""What the office agrees with a brand, and who stands on the invoices."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _

from billing.actions.locking import lock_money
from billing.errors import ContractInUse, DaysClosed, OtherCurrency
from billing.models import Charge, Contract, Currency, Party
from billing.queries.contracts import contract_on, contracts_of, today
from billing.queries.periods import last_period
from billing.rating import round_money
from billing.rating.months import ONE_DAY
from leads.actions.forms import set_dispute_terms
from leads.queries import lead_form
from tenants.actions import record
from tenants.errors import Invalid
from tenants.hours import Hours, start_of_day
from tenants.models import Agency, Brand, User

# Prices that are paid as they are, so that one of them can be given back to the cent.
WHOLE_PRICES = ("lead_price", "retainer", "minimum", "budget")


@transaction.atomic
def set_party(agency: Agency, brand: Brand | None, *, by: User | None, **fields: Any) -> Party:
    """The billing details of a brand's client, or without a brand those of the agency."""
    party, _made = Party.objects.update_or_create(agency=agency, brand=brand, defaults=fields)
    record(agency.pk, by, "party.saved", brand or agency, fields=sorted(fields))
    return party


@transaction.atomic
def agree_contract(
    brand: Brand,
    *,
    by: User | None,
    valid_from: date,
    valid_to: date | None = None,
    **terms: Any,
) -> Contract:
    """A new version from a day on. The one before ends; later ones that nobody used yet go."""
    lock_money(brand)
    versions = contracts_of(brand)
    contract = Contract(
        agency_id=brand.agency_id,
        brand=brand,
        version=max((one.version for one in versions), default=0) + 1,
        valid_from=valid_from,
        valid_to=valid_to,
        **terms,
    )
    _check(contract, [one for one in versions if one.valid_from < valid_from])
    _make_room(versions, valid_from, brand)
    contract.save()
    contract.refresh_from_db()
    keep_dispute_terms(brand)
    record(brand.agency_id, by, "contract.agreed", brand, version=contract.version)
    return contract


@transaction.atomic
def end_contract(contract: Contract, *, by: User | None, last_day: date) -> Contract:
    """The contract's last day. A day on which something is charged cannot be taken away,
    and none be added to a month that is closed."""
    lock_money(contract.brand)
    contract.refresh_from_db(fields=["valid_to"])
    if last_day < contract.valid_from:
        raise Invalid(last_day=_("The contract begins later."))
    versions = contracts_of(contract.brand)
    if any(contract.valid_from < one.valid_from <= last_day for one in versions):
        raise Invalid(last_day=_("The next version begins on that day or before."))
    if contract.valid_to is None or last_day <= contract.valid_to:
        _refuse_used(contract.brand, last_day + ONE_DAY)
    elif _is_closed(contract.brand, contract.valid_to + ONE_DAY):
        raise DaysClosed
    Contract.objects.filter(pk=contract.pk).update(valid_to=last_day)
    contract.valid_to = last_day
    record(contract.agency_id, by, "contract.ended", contract.brand, last_day=last_day)
    return contract


def keep_dispute_terms(brand: Brand) -> None:
    """Leads are disputed by the contract of today: one that is to come has no say in it yet."""
    contract = contract_on(brand, today(brand.time_zone))
    if contract is None:
        return
    agreed = {"dispute_days": contract.dispute_days, "answer_days": contract.answer_days}
    if agreed != model_to_dict(lead_form(brand), fields=agreed):
        set_dispute_terms(brand, **agreed)


def _make_room(versions: Sequence[Contract], day: date, brand: Brand) -> None:
    """Nothing may be charged, or closed, from the day on."""
    _refuse_used(brand, day)
    for one in versions:
        if one.valid_from >= day:
            one.delete()
        elif one.valid_to is None or one.valid_to >= day:
            Contract.objects.filter(pk=one.pk).update(valid_to=day - ONE_DAY)


def _refuse_used(brand: Brand, day: date) -> None:
    charges = Charge.objects.filter(brand=brand, occurred_at__gte=_start_of(day, brand))
    if _is_closed(brand, day) or charges.exists():
        raise ContractInUse


def _is_closed(brand: Brand, day: date) -> bool:
    """Some of the time from the day on is in a closed month."""
    last = last_period(brand)
    return last is not None and last.ends_at > _start_of(day, brand)


def _start_of(day: date, brand: Brand) -> datetime:
    return start_of_day(day, ZoneInfo(brand.time_zone))


def _check(contract: Contract, versions: Sequence[Contract]) -> None:
    if any(one.currency != contract.currency for one in versions):
        raise OtherCurrency
    if contract.valid_to is not None and contract.valid_to < contract.valid_from:
        raise Invalid(valid_to=_("The contract begins later."))
    if contract.currency not in Currency.values:
        raise Invalid(currency=_("Choose one of the currencies."))
    for name in WHOLE_PRICES:
        price = getattr(contract, name)
        if price is not None and Decimal(price) != round_money(Decimal(price), contract.currency):
            raise Invalid(**{name: _("An amount that can be paid: two decimal places.")})
    _check_tiers(contract)
    _check_hours(contract)
    _check_sla(contract)


def _check_tiers(contract: Contract) -> None:
    try:
        tiers = [(int(first), Decimal(price)) for first, price in contract.tiers]
    except (InvalidOperation, TypeError, ValueError):
        raise Invalid(tiers=_("Write a number of chats and a price for each tier.")) from None
    firsts = [first for first, _price in tiers]
    if firsts != sorted(set(firsts)) or any(first < 2 for first in firsts):
        raise Invalid(tiers=_("Tiers begin at the second chat or later, each after the last."))
    if any(price < 0 for _first, price in tiers):
        raise Invalid(tiers=_("A price is never below nothing."))
    contract.tiers = [[first, f"{price:.4f}"] for first, price in tiers]


def _check_hours(contract: Contract) -> None:
    try:
        Hours.parse(contract.standard_hours, contract.brand.time_zone)
    except (AttributeError, TypeError, ValueError):
        raise Invalid(standard_hours=_("Write hours as 08:00 and 18:00.")) from None


def _check_sla(contract: Contract) -> None:
    try:
        promise = contract.terms.promise
    except (AttributeError, InvalidOperation, TypeError, ValueError):
        raise Invalid(sla=_("Write two percentages for each step.")) from None
    steps = promise.steps if promise else ()
    if any(not (0 <= below <= 100 and 0 <= back <= 100) for below, back in steps):
        raise Invalid(sla=_("Percentages are between 0 and 100."))
