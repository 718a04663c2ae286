"""Amounts, days and reasons in pages."""

from decimal import Decimal
from typing import Any

from django import template

from billing import amounts
from billing.models import ChargeKind
from billing.queries.checks import reason_of
from billing.reasons import proof_text, reason_text
from reports.charts.figures import written

register = template.Library()
register.filter("price", amounts.price_text)
register.filter("amount", amounts.amount_text)
register.filter("number", amounts.number_text)
register.filter("reason", reason_text)
register.filter("proof_text", proof_text)


@register.filter
def money(amount: Decimal | str, currency: str) -> str:
    return amounts.money_text(amount, currency)


@register.filter
def charge_kind(kind: str) -> str:
    return str(ChargeKind(kind).label) if kind in ChargeKind.values else kind


@register.filter
def reason_of_fact(fact: Any) -> str:
    """Why a chat of ``not_charged`` costs nothing."""
    return reason_text(reason_of(fact.why_not, fact.outcome, fact.is_too_short))


@register.filter
def share(part: float | None) -> str:
    """A share of 1 in per cent."""
    return "–" if part is None else written(part * 100, " %")
