"""The fields of a brand's lead form, and what is filled into them.

Every form has the fields of a lead: name, phone, email, request and category. A brand may
name them its own way, require them, and add fields; what those hold is the lead's details.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from leads.models import Category, LeadForm
from leads.recognise import clean_email, clean_phone
from tenants.errors import Invalid

KINDS = ("text", "long", "phone", "email", "choice")
OWN_KEYS = ("name", "phone", "email", "request", "category")
MAX_FIELDS = 20
# What the columns hold, and what fits into a line and into a paragraph.
MAX_LENGTHS = {"name": 120, "phone": 40, "email": 254}
MAX_BY_KIND = {"text": 300, "long": 4000, "phone": 40, "email": 254, "choice": 100}


@dataclass(frozen=True)
class Option:
    code: str
    label: str


@dataclass(frozen=True)
class Field:
    key: str
    label: str
    kind: str = "text"
    required: bool = False
    options: tuple[Option, ...] = ()

    @property
    def max_length(self) -> int:
        return MAX_LENGTHS.get(self.key, MAX_BY_KIND[self.kind])


@dataclass(frozen=True)
class Values:
    """What was filled in, checked and in the form in which it is stored."""

    name: str
    phone: str
    email: str
    request: str
    category: str
    details: dict[str, str] = field(default_factory=dict)


def fields_of(form: LeadForm) -> list[Field]:
    """All fields in their order, in the language that is active."""
    stored = {one["key"]: one for one in form.fields}
    own = {one.key: _renamed(one, stored.get(one.key)) for one in _own_fields()}
    added = [_from_json(one) for one in form.fields if one["key"] not in own]
    category = own.pop("category")
    return [*own.values(), *added, category]


def checked_fields(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A brand's fields as they are stored. Raises Invalid."""
    stored: dict[str, dict[str, Any]] = {}
    for row in rows:
        key, kind = str(row.get("key", "")), str(row.get("kind", "text"))
        options = [str(option).strip() for option in row.get("options") or []]
        label = str(row.get("label", "")).strip()
        if not key.isidentifier() or len(key) > 40 or key in stored:
            raise Invalid(fields=_("Every field needs a key of its own, of letters and digits."))
        if kind not in KINDS or not label or (kind == "choice" and not all(options or [""])):
            raise Invalid(fields=_("Every field needs a label, and every choice its options."))
        stored[key] = {"key": key, "label": label, "kind": kind, "options": options}
        stored[key]["required"] = bool(row.get("required"))
    if len(stored) > MAX_FIELDS:
        raise Invalid(fields=_("That is too many fields to ask a visitor."))
    return list(stored.values())


def checked_values(form: LeadForm, values: Mapping[str, str], region: str) -> Values:
    """What an agent filled in, with numbers and addresses in one form. Raises Invalid."""
    fields = {one.key: one for one in fields_of(form)}
    wrong = {key: _("The form has no such field.") for key in values.keys() - fields.keys()}
    clean: dict[str, str] = {}
    for key, one in fields.items():
        try:
            clean[key] = _checked(one, str(values.get(key, "")), region)
        except ValueError as error:
            wrong[key] = str(error)
    if not wrong and not clean["phone"] and not clean["email"]:
        wrong["phone"] = _("Fill in a phone number or an e-mail address.")
    if wrong:
        raise Invalid(**wrong)
    details = {key: text for key, text in clean.items() if key not in OWN_KEYS and text}
    return Values(
        name=clean["name"],
        phone=clean["phone"],
        email=clean["email"],
        request=clean["request"],
        category=clean["category"] or Category.INTEREST,
        details=details,
    )


def _own_fields() -> list[Field]:
    categories = tuple(Option(code, str(label)) for code, label in Category.choices)
    return [
        Field("name", _("Name"), required=True),
        Field("phone", _("Phone"), "phone"),
        Field("email", _("E-mail"), "email"),
        Field("request", _("What they want"), "long", required=True),
        Field("category", _("Kind of inquiry"), "choice", options=categories),
    ]


def _renamed(own: Field, stored: Mapping[str, Any] | None) -> Field:
    """A brand may change the label and the requirement of a field that every form has."""
    if stored is None:
        return own
    return replace(own, label=stored["label"], required=stored["required"])


def _from_json(stored: Mapping[str, Any]) -> Field:
    options = tuple(Option(option, option) for option in stored["options"])
    return Field(stored["key"], stored["label"], stored["kind"], stored["required"], options)


def _checked(one: Field, text: str, region: str) -> str:
    """Raises ValueError with what to do."""
    text = text.replace("\r\n", "\n") if one.kind == "long" else " ".join(text.split())
    text = "".join(map(_plain, text.strip()))
    if not text:
        if one.required:
            raise ValueError(_("Fill this in."))
        return ""
    if len(text) > one.max_length:
        raise ValueError(_("Write at most %(count)d characters.") % {"count": one.max_length})
    return _as_kind(one, text, region)


def _plain(sign: str) -> str:
    """Signs that are not seen are left out; what keeps words apart still does."""
    if sign.isprintable() or sign == "\n":
        return sign
    return " " if sign.isspace() else ""


def _as_kind(one: Field, text: str, region: str) -> str:
    if one.kind == "phone":
        phone = clean_phone(text, region)
        if not phone:
            raise ValueError(_("Nobody can dial this. Write it with + and the country's code."))
        return phone
    if one.kind == "email":
        email = clean_email(text)
        if not email:
            raise ValueError(_("This is not an e-mail address."))
        return email
    if one.kind == "choice" and text not in {option.code for option in one.options}:
        raise ValueError(_("Choose one of the options."))
    return text
