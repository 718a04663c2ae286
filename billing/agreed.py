"""A contract in words: what its client reads of it, and the office."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing.amounts import money_text, number_text, price_text
from billing.models import Contract

Fact = tuple[str, str]


def agreed(contract: Contract) -> list[Fact]:
    """What is not agreed on is not listed."""
    return [*_prices(contract), *_monthly(contract), *_promises(contract), *_payment(contract)]


def _prices(contract: Contract) -> Iterator[Fact]:
    def price(amount: Decimal | str) -> str:
        return f"{price_text(amount)} {contract.currency}"

    if contract.chat_price is not None:
        yield _("Handled chat"), price(contract.chat_price)
    for first, amount in contract.tiers:
        yield _("From chat %(first)s of a month on") % {"first": first}, price(amount)
    if contract.tiers:
        yield _("Tiers"), str(contract.get_tier_mode_display())
    if contract.lead_price is not None:
        yield _("Qualified lead"), price(contract.lead_price)
    if contract.surcharge_percent:
        percent = number_text(contract.surcharge_percent)
        yield _("Outside standard hours"), f"+{percent} %"


def _monthly(contract: Contract) -> Iterator[Fact]:
    def money(amount: Decimal) -> str:
        return money_text(amount, contract.currency)

    if contract.retainer:
        yield _("Monthly retainer"), money(contract.retainer)
    if contract.included_chats:
        yield _("Chats included in it"), number_text(Decimal(contract.included_chats))
    if contract.minimum:
        yield _("Monthly minimum"), money(contract.minimum)
    if contract.budget:
        yield _("Monthly budget"), money(contract.budget)


def _promises(contract: Contract) -> Iterator[Fact]:
    promise = contract.terms.promise
    if promise is None:
        return
    for below, back in promise.steps:
        name = _("Answered within %(seconds)s s: below %(below)s %%") % {
            "seconds": promise.target_seconds,
            "below": number_text(below),
        }
        yield name, _("%(back)s %% of the chats' price back") % {"back": number_text(back)}
    if limit := promise.free_after_seconds:
        yield _("A wait over %(limit)s s") % {"limit": limit}, _("the chat is free")


def _payment(contract: Contract) -> Iterator[Fact]:
    yield _("Words of the visitor, at least"), str(contract.min_visitor_words)
    yield _("Payable within"), _days(contract.payment_days)
    yield _("Leads may be disputed for"), _days(contract.dispute_days)
    yield _("Disputes are answered within"), _working_days(contract.answer_days)
    if contract.reference:
        yield _("Your reference"), contract.reference
    if contract.closing_day:
        yield _("Closed by itself on day"), str(contract.closing_day)


def _days(count: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def _working_days(count: int) -> str:
    text = ngettext("%(count)s working day", "%(count)s working days", count)
    return text % {"count": count}
