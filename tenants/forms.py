import re
from itertools import groupby
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tenants.models import Brand
from tenants.origins import clean_origin
from tenants.week_field import WeekField

hex_colour = RegexValidator(
    re.compile(r"#[0-9a-fA-F]{6}\Z"), gettext_lazy("Write a colour as #RRGGBB, such as #0F766E.")
)


def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every zone with a place in its name, under its continent."""
    named = sorted(zone for zone in available_timezones() if "/" in zone)
    continents = groupby(named, key=lambda zone: zone.partition("/")[0])
    return [
        (continent, [(zone, zone.partition("/")[2].replace("_", " ")) for zone in zones])
        for continent, zones in continents
        if continent not in ("Etc", "SystemV")
    ]


class LinesField(forms.CharField):
    """One entry a line; what is between is the field's own business."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> list[str]:  # type: ignore[override]
        return [line.strip() for line in (value or "").splitlines() if line.strip()]


class SitesField(LinesField):
    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: str | None) -> list[str]:
        origins = {line: clean_origin(line) for line in super().clean(value)}
        wrong = [line for line, origin in origins.items() if origin is None]
        if wrong:
            raise forms.ValidationError(
                _("%(line)s is no site. Write https:// and the host, without a page behind it.")
                % {"line": wrong[0]}
            )
        return sorted({origin for origin in origins.values() if origin})


class FactsField(LinesField):
    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{label}: {text}" for label, text in value)
        return value

    def clean(self, value: str | None) -> list[list[str]]:
        pairs = [[part.strip() for part in line.split(":", 1)] for line in super().clean(value)]
        wrong = [pair for pair in pairs if len(pair) < 2 or not all(pair)]
        if wrong:
            raise forms.ValidationError(
                _("“%(line)s” has no label. Write a label, a colon and the text.")
                % {"line": wrong[0][0]}
            )
        return pairs


class BrandForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("brand", "Name"), max_length=120)
    slug = forms.SlugField(
        label=gettext_lazy("Short name"),
        max_length=50,
        help_text=gettext_lazy("Letters without accents, digits and hyphens, for addresses."),
    )
    monogram = forms.CharField(
        label=gettext_lazy("Monogram"),
        max_length=3,
        help_text=gettext_lazy("Up to 3 characters, shown wherever a chat is."),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour"),
        max_length=7,
        initial="#2F57C9",
        validators=[hex_colour],
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=time_zones)
    hours = WeekField(
        label=gettext_lazy("When answers are promised"),
        help_text=gettext_lazy(
            "Such as 8–12, 13–18, in the brand’s time zone. A day left empty is closed;"
            " all left empty means always."
        ),
    )
    greeting = forms.CharField(
        label=gettext_lazy("Greeting"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("The first words of the chat, in the language of the brand."),
    )
    privacy_url = forms.URLField(
        label=gettext_lazy("Privacy notice"), required=False, assume_scheme="https"
    )
    facts = FactsField(
        label=gettext_lazy("What agents need before their eyes"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One fact a line, such as “Opening hours: Mon–Fri 8–18”."),
    )
    sites = SitesField(
        label=gettext_lazy("Sites that may show the chat"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("One a line, such as https://www.shop.example"),
    )
    open_limit = forms.IntegerField(
        label=gettext_lazy("Open chats at once"),
        min_value=0,
        max_value=100_000,
        initial=200,
        help_text=gettext_lazy(
            "Of visitors who are not known. Beyond it they are asked to leave a message, so that a"
            " flood does not fill the queue. 0 is no limit."
        ),
    )
    takes_files = forms.BooleanField(
        label=gettext_lazy("Visitors may send files"),
        required=False,
        help_text=gettext_lazy("Pictures, PDF and plain text, up to 10 MB each."),
    )
    is_active = forms.BooleanField(
        label=gettext_lazy("The chat of this brand is on"), required=False, initial=True
    )

    def __init__(self, *args, brand: Brand | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.brand = brand

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        others = Brand.objects.filter(slug=slug)
        if self.brand is not None:
            others = others.exclude(pk=self.brand.pk)
        if others.exists():
            raise forms.ValidationError(_("Another brand has this short name."))
        return slug
