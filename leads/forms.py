"""Forms of the pages about leads. What is refused by an action is shown at its field."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q, QuerySet
from django.utils.timezone import get_current_timezone_name, localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leads.models import (
    CLIENT_STATUSES,
    DestinationKind,
    Dispute,
    DisputeStatus,
    Lead,
    LeadStatus,
    Reason,
)
from leads.queries import leads
from tenants.hours import start_of_day
from tenants.models import Brand
from tenants.queries import visible_brands

LAST_DAYS = {"7": 7, "28": 28}
PERIODS = [
    ("7", gettext_lazy("Last 7 days")),
    ("28", gettext_lazy("Last 28 days")),
    ("month", gettext_lazy("This month")),
    ("before", gettext_lazy("Last month")),
    ("all", gettext_lazy("All time")),
]
DEFAULT = "28"
Moments = tuple[datetime | None, datetime | None]


class BrandFilter(forms.Form):
    """A list of what is in reach, of one brand or of all. What is not understood is left out."""

    brand = forms.ChoiceField(label=gettext_lazy("Brand"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.brands = {str(brand.uuid): brand for brand in visible_brands()}
        choices = [("", _("All brands")), *((key, one.name) for key, one in self.brands.items())]
        self.fields["brand"].choices = choices  # type: ignore[attr-defined]
        if len(self.brands) < 2:
            del self.fields["brand"]
        self.is_valid()

    def chosen(self, name: str) -> str:
        return self.cleaned_data.get(name) or ""

    @property
    def chosen_brand(self) -> Brand | None:
        return self.brands.get(self.chosen("brand"))


class LeadFilter(BrandFilter):
    words = forms.CharField(
        label=gettext_lazy("Name, phone, e-mail or request"),
        max_length=100,
        required=False,
        widget=forms.SearchInput(attrs={"placeholder": gettext_lazy("Search leads")}),
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[
            ("", gettext_lazy("All statuses")),
            *LeadStatus.choices,
            ("disputed", gettext_lazy("Disputed")),
        ],
        required=False,
    )
    qualified = forms.ChoiceField(
        label=gettext_lazy("Qualified"),
        choices=[
            ("", gettext_lazy("Qualified or not")),
            ("yes", gettext_lazy("Qualified")),
            ("no", gettext_lazy("Not qualified")),
        ],
        required=False,
    )
    period = forms.ChoiceField(label=gettext_lazy("Period"), choices=PERIODS, required=False)
    field_order = ["words", "brand", "status", "qualified", "period"]

    def __init__(self, data, *args, **kwargs) -> None:
        super().__init__({"period": DEFAULT} | data.dict(), *args, **kwargs)

    def rows(self) -> QuerySet[Lead]:
        since, until = self._moments()
        rows = leads().order_by("-captured_at", "-pk")
        if self.chosen_brand:
            rows = rows.filter(brand=self.chosen_brand)
        if since:
            rows = rows.filter(captured_at__gte=since)
        if until:
            rows = rows.filter(captured_at__lt=until)
        if self.chosen("qualified"):
            rows = rows.filter(is_qualified=self.chosen("qualified") == "yes")
        return self._with_words(self._with_status(rows))

    def _with_status(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        status = self.chosen("status")
        if status == "disputed":
            return rows.filter(pk__in=Dispute.objects.values("lead"))
        return rows.filter(status=status) if status else rows

    def _with_words(self, rows: QuerySet[Lead]) -> QuerySet[Lead]:
        words = self.chosen("words")
        if not words:
            return rows
        found = Q(name__icontains=words) | Q(email__icontains=words) | Q(request__icontains=words)
        # A number is kept without spaces and with its country instead of the first zero.
        digits = "".join(sign for sign in words if sign.isdigit()).lstrip("0")
        if len(digits) > 2:
            found |= Q(phone__contains=digits)
        return rows.filter(found)

    def _moments(self) -> Moments:
        zone, today = ZoneInfo(get_current_timezone_name()), localdate()
        period = self.chosen("period") or DEFAULT
        if period == "all":
            return None, None
        if period in LAST_DAYS:
            return start_of_day(today - timedelta(days=LAST_DAYS[period] - 1), zone), None
        month = today.replace(day=1)
        before = (month - timedelta(days=1)).replace(day=1)
        if period == "month":
            return start_of_day(month, zone), None
        return start_of_day(before, zone), start_of_day(month, zone)


class DisputeFilter(BrandFilter):
    status = forms.ChoiceField(
        label=gettext_lazy("Status"),
        choices=[("all", gettext_lazy("All statuses")), *DisputeStatus.choices],
        required=False,
    )
    field_order = ["brand", "status"]

    def __init__(self, data, *args, **kwargs) -> None:
        super().__init__({"status": DisputeStatus.OPEN} | data.dict(), *args, **kwargs)

    def lookups(self) -> dict[str, Any]:
        status = self.chosen("status")
        lookups: dict[str, Any] = {"status": status} if status not in ("", "all") else {}
        return lookups | ({"brand": self.chosen_brand} if self.chosen_brand else {})


class StatusForm(forms.Form):
    """What became of a lead."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), widget=forms.RadioSelect)
    value = forms.DecimalField(
        label=gettext_lazy("Value"),
        max_digits=14,
        decimal_places=2,
        min_value=0,
        required=False,
        localize=True,
        help_text=gettext_lazy("What it has brought, or may bring."),
    )

    def __init__(self, posted=None, *, lead: Lead) -> None:
        super().__init__(posted, initial={"status": lead.status, "value": lead.value})
        choices = [(one.value, one.label) for one in CLIENT_STATUSES]
        self.fields["status"].choices = choices  # type: ignore[attr-defined]
        self.fields["value"].label = f"{_('Value')} ({lead.currency or 'EUR'})"


class DisputeForm(forms.Form):
    reason = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "–"), *Reason.choices])
    comment = forms.CharField(
        label=gettext_lazy("What happened"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer to the client"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Needed when you refuse."),
    )


class DestinationForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("How"), choices=DestinationKind.choices)
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("An e-mail address, or https:// and where your system listens."),
    )
