"""The form in which the office says what a lead of a brand is: its fields and its rules."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy

from leads.form_fields import OWN_KEYS, Field, fields_of
from leads.models import Category, LeadForm

KINDS = [
    ("text", gettext_lazy("One line")),
    ("long", gettext_lazy("Several lines")),
    ("choice", gettext_lazy("One of several")),
    ("phone", gettext_lazy("Phone")),
    ("email", gettext_lazy("E-mail")),
]
# What is in scope is paid for, and what is not never.
EXCLUDABLE = [Category.JOB_SEEKER, Category.SUPPLIER, Category.EXISTING_CONTRACT]
# Every page offers room for so many more.
BLANK = 3
MAX_KEY = 40


class RulesForm(forms.Form):
    countries = forms.CharField(
        label=gettext_lazy("Countries"),
        required=False,
        max_length=400,
        help_text=gettext_lazy(
            "Where the phone number of a qualified lead may be from, two letters each, such as"
            " SK, CZ. The first one's numbers need no prefix. Empty: everywhere."
        ),
    )
    duplicate_days = forms.IntegerField(
        label=gettext_lazy("Days in which the same person counts once"),
        min_value=0,
        max_value=365,
    )
    excluded = forms.MultipleChoiceField(
        label=gettext_lazy("The client does not pay for"),
        choices=[(one.value, one.label) for one in EXCLUDABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_countries(self) -> list[str]:
        text = self.cleaned_data["countries"].upper()
        return text.replace(",", " ").replace(";", " ").split()

    @classmethod
    def of(cls, form: LeadForm, posted) -> "RulesForm":
        initial = {
            "countries": ", ".join(form.countries),
            "duplicate_days": form.duplicate_days,
            "excluded": form.excluded,
        }
        return cls(posted, initial=initial)


class FieldForm(forms.Form):
    """One field of the lead form. An added one without a label is left out."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)
    label = forms.CharField(label=gettext_lazy("Label"), max_length=80, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=KINDS, required=False)
    options = forms.CharField(
        label=gettext_lazy("Options"),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("one, two, three")}),
    )
    required = forms.BooleanField(label=gettext_lazy("Required"), required=False)

    @property
    def is_own(self) -> bool:
        """One that every form has: it is renamed and required, and stays what it is."""
        return self["key"].value() in OWN_KEYS

    @property
    def kind_name(self) -> str:
        return str(dict(KINDS).get(self.initial.get("kind", ""), ""))


FieldsForm = forms.formset_factory(FieldForm, extra=BLANK, max_num=40)


def fields_form(form: LeadForm, posted):
    """The fields of the brand with room for more, in a table."""
    initial = [
        {
            "key": one.key,
            "label": one.label,
            "kind": one.kind,
            "options": ", ".join(option.label for option in one.options),
            "required": one.required,
        }
        for one in fields_of(form)
    ]
    return FieldsForm(posted, initial=initial, prefix="fields")


def chosen_fields(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is stored: fields of the brand's own, and of the others those that were changed."""
    defaults = {one.key: one for one in fields_of(LeadForm())}
    return list(_chosen(rows, defaults))


def _chosen(rows: list[dict[str, Any]], defaults: dict[str, Field]) -> Iterator[dict[str, Any]]:
    taken = set(OWN_KEYS)
    for row in rows:
        label = row.get("label", "").strip()
        default = defaults.get(row.get("key", ""))
        if default:
            label = label or default.label
            if (label, row["required"]) != (default.label, default.required):
                kind = {"kind": default.kind, "options": []}
                yield {"key": default.key, "label": label, "required": row["required"], **kind}
        elif label:
            key = row.get("key") or _new_key(label, taken)
            taken.add(key)
            yield {
                "key": key,
                "label": label,
                "kind": row.get("kind") or "text",
                "options": _options(row),
                "required": row["required"],
            }


def _options(row: dict[str, Any]) -> list[str]:
    if row.get("kind") != "choice":
        return []
    return [one.strip() for one in row.get("options", "").split(",") if one.strip()]


def _new_key(label: str, taken: set[str]) -> str:
    """A name for programs, made once: renaming the label does not change it."""
    plain = slugify(label).replace("-", "_").strip("_")[: MAX_KEY - 4]
    plain = plain if plain.isidentifier() else f"field_{plain}".strip("_")
    number, key = 2, plain
    while key in taken:
        number, key = number + 1, f"{plain}_{number}"
    return key
