"""Forms of the pages about money. What is refused by an action is shown at its field."""

from datetime import date
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.exceptions import ValidationError

from billing.errors import WrongVatId
from billing.models import Party
from billing.vat import check_vat_id

# Where most clients are.
NEAR = ("SK", "CZ", "SI", "AT", "HU", "PL", "DE", "HR")
# Groups, and places that are parts of others.
NO_COUNTRIES = frozenset(
    {*("EU", "EZ", "QO", "UN", "XA", "XB", "XI", "ZZ")}
    | {*("AC", "CP", "CQ", "DG", "EA", "IC", "TA")}
)
# Who writes a year with a slip of the finger means one of these.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)


def countries() -> list[tuple[str, str]]:
    """The near ones first, the others by their names."""
    territories = Locale(get_language() or "en").territories
    names = {str(code): str(name) for code, name in territories.items()}
    codes = {code for code in names if len(code) == 2 and code.isalpha()} - NO_COUNTRIES
    far = sorted(codes - set(NEAR), key=lambda code: names[code])
    return [(code, names[code]) for code in (*NEAR, *far)]


class PrintedField(forms.CharField):
    """Words of a document, without signs that no paper shows and no XML may have."""

    def to_python(self, value: Any) -> str:
        words = " ".join(str(super().to_python(value)).split())
        return "".join(sign for sign in words if sign.isprintable())


class CompactField(PrintedField):
    """A number that people write with spaces, and banks and offices without."""

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace(" ", "").upper()


class PartyForm(forms.Form):
    legal_name = PrintedField(label=gettext_lazy("Name of the company"), max_length=200)
    street = PrintedField(label=gettext_lazy("Street and number"), max_length=200)
    city = PrintedField(label=gettext_lazy("City"), max_length=120)
    postcode = PrintedField(label=gettext_lazy("Postcode"), max_length=16)
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries)
    company_id = PrintedField(label=gettext_lazy("Company ID"), max_length=32, required=False)
    tax_id = PrintedField(label=gettext_lazy("Tax ID"), max_length=32, required=False)
    vat_id = CompactField(
        label=gettext_lazy("VAT ID"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("With the letters of the country. Empty: not registered for VAT."),
    )
    register_entry = PrintedField(
        label=gettext_lazy("Register entry"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Court, section and number, as on a letterhead."),
    )
    iban = CompactField(label=gettext_lazy("IBAN"), max_length=34, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail for invoices"), required=False)
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the invoices"), choices=settings.LANGUAGES
    )

    @classmethod
    def of(cls, party: Party | None, posted: Any, **initial: str) -> "PartyForm":
        if party is not None:
            initial = {name: getattr(party, name) for name in cls.base_fields}
        return cls(posted, initial=initial)

    def clean_iban(self) -> str:
        number: str = self.cleaned_data["iban"]
        try:
            return iban.validate(number) if number else ""
        except ValidationError:
            raise forms.ValidationError(_("This is no IBAN. Check every digit.")) from None

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if "country" in given and "vat_id" in given:
            try:
                check_vat_id(given)
            except WrongVatId:
                self.add_error("vat_id", _("This is no VAT ID of the country. Check every digit."))
        return given


def price_field(label: Any, *, places: int = 2, required: bool = False, **options: Any) -> Any:
    return forms.DecimalField(
        label=label,
        min_value=0,
        # Room for a month of them in the ledger's fourteen digits.
        max_digits=8 + places,
        decimal_places=places,
        required=required,
        **options,
    )


def day_field(label: Any, *, required: bool = True, **options: Any) -> Any:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
        **options,
    )


class EndForm(forms.Form):
    last_day = day_field(gettext_lazy("Last day"))


class CreditForm(forms.Form):
    """Which lines of an invoice are taken back, and why."""

    lines = forms.MultipleChoiceField(
        label=gettext_lazy("Lines to credit"), widget=forms.CheckboxSelectMultiple
    )
    reason = PrintedField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("The client reads it on the credit note."),
    )

    def __init__(self, *args: Any, lines: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].choices = lines  # type: ignore[attr-defined]
        self.fields["lines"].initial = [value for value, _label in lines]


class MonthForm(forms.Form):
    """``2026-10`` in an address; what is no month is none."""

    month = forms.RegexField(regex=r"^20\d\d-(0[1-9]|1[0-2])$", required=False)

    @classmethod
    def chosen(cls, asked: Any, default: date) -> date:
        form = cls(asked)
        text = form.cleaned_data.get("month") if form.is_valid() else ""
        return date.fromisoformat(f"{text}-01") if text else default


PERCENT = [MinValueValidator(0), MaxValueValidator(100)]
