"""The form of a contract: from what the office writes to the terms of a version, and back."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from billing.forms import PERCENT, PrintedField, day_field, price_field
from billing.models import Contract, Currency, TierMode
from tenants.hours import DAYS

TIERS, STEPS = range(1, 5), range(1, 4)
# The days that share their hours on the form.
SPANS = {"week": DAYS[:5], "saturday": DAYS[5:6], "sunday": DAYS[6:]}
COPIED = (
    *("currency", "chat_price", "lead_price", "retainer", "included_chats", "minimum", "budget"),
    *("tier_mode", "surcharge_percent", "min_visitor_words", "payment_days", "dispute_days"),
    *("answer_days", "reference", "closing_day"),
)
TARGET_SECONDS = 30


def count_field(
    label: Any, *, least: int = 0, most: int = 100_000, **options: Any
) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **options)


def days_field(label: Any, *, least: int = 0) -> forms.IntegerField:
    return count_field(label, least=least, most=365)


def percent_field(label: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=5, decimal_places=2, required=False, validators=PERCENT
    )


def time_field(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class ContractForm(forms.Form):
    valid_from = day_field(gettext_lazy("Valid from"))
    valid_to = day_field(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy("Empty: until another contract follows."),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=Currency.choices)
    chat_price = price_field(
        gettext_lazy("Price of a handled chat"),
        places=4,
        help_text=gettext_lazy("Empty: chats are not charged."),
    )
    lead_price = price_field(
        gettext_lazy("Price of a qualified lead"),
        help_text=gettext_lazy("Empty: leads are not charged."),
    )
    retainer = price_field(gettext_lazy("Monthly retainer"))
    included_chats = count_field(gettext_lazy("Chats included in it"), required=False)
    minimum = price_field(
        gettext_lazy("Monthly minimum"),
        help_text=gettext_lazy("What is missing becomes a line of its own."),
    )
    budget = price_field(
        gettext_lazy("Monthly budget"),
        help_text=gettext_lazy("Shown to the client beside what is spent."),
    )
    tier_mode = forms.ChoiceField(label=gettext_lazy("Tiers"), choices=TierMode.choices)
    surcharge_percent = percent_field(gettext_lazy("Surcharge outside these hours, %"))
    target_seconds = count_field(
        gettext_lazy("Promised first answer, seconds"), least=1, required=False
    )
    free_after_seconds = count_field(
        gettext_lazy("Free after a wait of so many seconds"), least=1, required=False
    )
    min_visitor_words = count_field(
        gettext_lazy("Words of the visitor, at least"), least=1, most=1000
    )
    payment_days = days_field(gettext_lazy("Days to pay"))
    dispute_days = days_field(gettext_lazy("Days to dispute a lead"))
    answer_days = days_field(gettext_lazy("Working days to answer a dispute"), least=1)
    reference = PrintedField(
        label=gettext_lazy("The client's reference"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("Printed on every invoice, such as the number of an order."),
    )
    closing_day = forms.IntegerField(
        label=gettext_lazy("Close the month by itself on day"),
        min_value=1,
        max_value=28,
        required=False,
        help_text=gettext_lazy("Of the month after. Empty: when the office says so."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in TIERS:
            self.fields[f"tier_{row}_first"] = count_field(
                _("Tier %(row)s: from chat") % {"row": row}, least=2, required=False
            )
            self.fields[f"tier_{row}_price"] = price_field(
                _("Tier %(row)s: price") % {"row": row}, places=4
            )
        for row in STEPS:
            below = _("Step %(row)s: answered in time below, %%") % {"row": row}
            self.fields[f"step_{row}_below"] = percent_field(below)
            back = _("Step %(row)s: of the chats' price back, %%") % {"row": row}
            self.fields[f"step_{row}_back"] = percent_field(back)
        for span in SPANS:
            for end, label in (("from", _("From")), ("until", _("Until"))):
                self.fields[f"{span}_{end}"] = time_field(label)

    @classmethod
    def after(cls, contract: Contract | None, first_day: date, posted: Any) -> "ContractForm":
        """A new version, which begins with what is agreed now."""
        return cls(posted, initial={"valid_from": first_day} | terms_shown(contract or Contract()))

    def terms(self) -> dict[str, Any]:
        """What ``agree_contract`` takes."""
        given = self.cleaned_data
        terms = {name: given[name] for name in ("valid_from", "valid_to", *COPIED)}
        for name in ("retainer", "minimum", "surcharge_percent"):
            terms[name] = terms[name] or Decimal(0)
        terms["included_chats"] = terms["included_chats"] or 0
        terms["budget"] = terms["budget"] or None
        return terms | {
            "tiers": [
                [first, str(price)] for first, price in self._pairs("tier", "first", "price")
            ],
            "sla": self._promise(),
            "standard_hours": self._hours(),
        }

    def clean(self) -> dict[str, Any]:
        halves = [("tier", TIERS, "first", "price"), ("step", STEPS, "below", "back")]
        for name, rows, one, other in halves:
            for row in rows:
                self._want_both(f"{name}_{row}_{one}", f"{name}_{row}_{other}")
        for span in SPANS:
            self._want_both(f"{span}_from", f"{span}_until")
        return self.cleaned_data

    def _want_both(self, one: str, other: str) -> None:
        given = self.cleaned_data
        if one in given and other in given and (given[one] is None) != (given[other] is None):
            self.add_error(other if given[other] is None else one, _("Fill in both, or neither."))

    def _pairs(self, name: str, one: str, other: str) -> list[tuple[Any, Any]]:
        rows = TIERS if name == "tier" else STEPS
        given = self.cleaned_data
        pairs = [(given[f"{name}_{row}_{one}"], given[f"{name}_{row}_{other}"]) for row in rows]
        return [pair for pair in pairs if pair[0] is not None]

    def _promise(self) -> dict[str, Any]:
        steps = [[str(below), str(back)] for below, back in self._pairs("step", "below", "back")]
        free = self.cleaned_data["free_after_seconds"]
        if not steps and not free:
            return {}
        target = self.cleaned_data["target_seconds"] or TARGET_SECONDS
        promise: dict[str, Any] = {"target_seconds": target, "steps": steps}
        return promise | ({"free_after_seconds": free} if free else {})

    def _hours(self) -> dict[str, list[list[str]]]:
        given = self.cleaned_data
        return {
            day: [[f"{given[f'{span}_from']:%H:%M}", f"{given[f'{span}_until']:%H:%M}"]]
            for span, days in SPANS.items()
            if given[f"{span}_from"] is not None
            for day in days
        }

    # What a template lays out as rows.
    @property
    def tiers(self) -> list[tuple[Any, Any]]:
        return [(self[f"tier_{row}_first"], self[f"tier_{row}_price"]) for row in TIERS]

    @property
    def steps(self) -> list[tuple[Any, Any]]:
        return [(self[f"step_{row}_below"], self[f"step_{row}_back"]) for row in STEPS]

    @property
    def hours(self) -> list[tuple[str, Any, Any]]:
        names = {
            "week": _("Monday to Friday"),
            "saturday": _("Saturday"),
            "sunday": _("Sunday"),
        }
        return [(names[span], self[f"{span}_from"], self[f"{span}_until"]) for span in SPANS]


def terms_shown(contract: Contract) -> dict[str, Any]:
    """The terms of a version as the form has them. Zero is an empty field."""
    shown: dict[str, Any] = {name: getattr(contract, name) for name in COPIED}
    for name in ("retainer", "included_chats", "minimum", "surcharge_percent"):
        shown[name] = shown[name] or None
    for name in ("chat_price", "lead_price", "retainer", "minimum", "budget"):
        shown[name] = _plain(shown[name])
    rows = _rows("tier", ("first", "price"), contract.tiers)
    rows |= _rows("step", ("below", "back"), contract.sla.get("steps", ()))
    shown["target_seconds"] = contract.sla.get("target_seconds")
    shown["free_after_seconds"] = contract.sla.get("free_after_seconds")
    return shown | rows | _times(contract.standard_hours)


def _rows(name: str, parts: tuple[str, str], pairs: Iterable[Iterable[Any]]) -> dict[str, Any]:
    return {
        f"{name}_{row}_{part}": _plain(Decimal(value)) if part != "first" else value
        for row, pair in enumerate(pairs, 1)
        for part, value in zip(parts, pair, strict=True)
    }


def _times(week: dict[str, list[list[str]]]) -> dict[str, str]:
    """The first interval of each group of days; the form knows no more."""
    shown: dict[str, str] = {}
    for span, days in SPANS.items():
        for since, until in week.get(days[0], ())[:1]:
            shown |= {f"{span}_from": since, f"{span}_until": until}
    return shown


def _plain(price: Decimal | None) -> str | None:
    """Two places at least, and no more zeros than that."""
    if price is None:
        return None
    return f"{price:.2f}" if price == round(price, 2) else f"{price.normalize():f}"
