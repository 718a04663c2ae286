from datetime import date
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agents.models import Agent
from reports.periods import LONGEST, Period
from tenants.models import Brand
from tenants.queries import visible_brands

LAST_DAYS = {"today": 1, "7": 7, "28": 28}
DEFAULT = "28"
PERIODS = [
    ("today", gettext_lazy("Today")),
    ("7", gettext_lazy("Last 7 days")),
    ("28", gettext_lazy("Last 28 days")),
    ("month", gettext_lazy("This month")),
    ("free", gettext_lazy("From – to")),
]


# A year that is half typed is 2, or 20: a report of it would begin before there were days.
OF_THIS_CENTURY = [MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2099, 12, 31))]


class DayInput(forms.DateInput):
    """The browser's own calendar; it speaks ISO whatever the language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class KpiFilter(forms.Form):
    """Filters of the KPI page. What is not understood is not filtered by."""

    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)
    agent = forms.ChoiceField(label=gettext_lazy("Agent"), required=False)
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS, required=False)
    first = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=DayInput, validators=OF_THIS_CENTURY
    )
    last = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=DayInput, validators=OF_THIS_CENTURY
    )

    def __init__(self, asked: QueryDict) -> None:
        super().__init__({"period": DEFAULT, **asked.dict()})
        self.brands = {str(brand.uuid): brand for brand in visible_brands()}
        self.agents = {str(agent.uuid): agent for agent in Agent.objects.order_by("name")}
        self._choose("brand", _("All brands"), self.brands)
        self._choose("agent", _("All agents"), self.agents)
        self.is_valid()

    @property
    def chosen_brand(self) -> Brand | None:
        return self.brands.get(self.cleaned_data.get("brand", ""))

    @property
    def chosen_agent(self) -> Agent | None:
        return self.agents.get(self.cleaned_data.get("agent", ""))

    def chosen_period(self, today: date, zone: ZoneInfo) -> Period:
        name = self.cleaned_data.get("period") or DEFAULT
        if name == "month":
            return Period.month_of(today, zone).up_to(today)
        if name == "free":
            return self._free(today, zone)
        return Period.last_days(LAST_DAYS[name], today, zone)

    def _free(self, today: date, zone: ZoneInfo) -> Period:
        """Between the two days, whichever is first; without one of them it is one day."""
        given = [self.cleaned_data.get(name) for name in ("first", "last")]
        days = sorted(day for day in given if day) or [today]
        return Period(max(days[0], days[-1] - LONGEST), days[-1], zone)

    def _choose(self, name: str, everything: str, choices: dict[str, Brand] | dict[str, Agent]):
        rows = [("", everything), *((uuid, row.name) for uuid, row in choices.items())]
        self.fields[name].choices = rows  # type: ignore[attr-defined]
