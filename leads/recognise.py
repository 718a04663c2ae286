"""Phone numbers and e-mail addresses: finding them in what people write, and bringing them
into one form. Nothing is asked of the network.
"""

import re
from dataclasses import dataclass

import phonenumbers
from babel.core import get_global
from email_validator import EmailNotValidError, validate_email
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberMatcher

EMAIL = re.compile(r"[^\s@<>()\[\]{},;:\"'„“”]+@[^\s@<>()\[\]{},;:\"'„“”]+\.\w+")
# What has digits and is not a phone number: addresses of pages, accounts, days, times.
NOT_A_PHONE = re.compile(
    r"""
    https?://\S+ | www\.\S+
    | \b[A-Z]{2}\d{2}(?:[ ]?[0-9A-Z]{4}){3,7}(?:[ ]?[0-9A-Z]{1,3})?\b       # IBAN
    | (?<!\d)\d{1,2}\.[ ]?\d{1,2}\.(?:[ ]?(?:19|20)\d{2}(?!\d))?            # 12. 5. 2026
    | (?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)                               # 2026-05-12
    | (?<!\d)\d{1,2}/\d{1,2}/(?:19|20)?\d{2}(?!\d)                          # 12/05/2026
    | (?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)                                 # 14:30
    """,
    re.VERBOSE,
)
# In English, Slovak, Czech, Slovenian, German and Hungarian; the words may be inflected.
NUMBERED = re.compile(
    r"""(?: [#№]
        | \b(?: order | invoice | parcel | tracking | ticket | reference | customer\ no
              | obj | objedn\w* | faktúr\w* | faktur\w* | zásielk\w* | zásilk\w* | variabiln\w*
              | naročil\w* | račun\w* | pošiljk\w* | bestell\w* | rechnung\w* | rendelés\w*
              | iban | ičo | ico | dič | dic | ič | psč | vs | ean | sku )\b
    )[^\d+\n]{0,20}$""",
    re.VERBOSE | re.IGNORECASE,
)
PRICE = re.compile(r"\s?(?:€|eur\b|kč|czk\b|£|\$|gbp\b|usd\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Contact:
    """``text`` as it was written, ``value`` as it is stored."""

    kind: str
    text: str
    value: str


def contacts_in(text: str, region: str) -> list[Contact]:
    """Phone numbers and e-mail addresses in the order of the text; ``region`` such as SK."""
    found = _emails_in(text)
    rest = text
    for start, contact in found:
        rest = _blank(rest, start, start + len(contact.text))
    found += _phones_in(rest, region)
    return [contact for _, contact in sorted(found, key=lambda pair: pair[0])]


def clean_email(text: str) -> str:
    """The address in one form, or nothing when it is none."""
    try:
        valid = validate_email(text.strip(), check_deliverability=False)
    except EmailNotValidError:
        return ""
    # Letters before the @ might differ by case, and at no provider do.
    return valid.normalized.lower()


def clean_phone(text: str, region: str) -> str:
    """The number as E.164, or nothing when it is none that could be dialled."""
    try:
        number = phonenumbers.parse(text, region or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number) or number.extension:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def is_phone(phone: str) -> bool:
    """Whether it is a number as it is stored."""
    return phone != "" and clean_phone(phone, "") == phone


def is_email(email: str) -> bool:
    return email != "" and clean_email(email) == email


def country_of(phone: str) -> str:
    """The country of a stored number, such as SK; nothing when it has none."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(phone)) or ""
    except NumberParseException:
        return ""


def shown_phone(phone: str) -> str:
    """A stored number as people read it."""
    try:
        number = phonenumbers.parse(phone)
    except NumberParseException:
        return phone
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def home_region(time_zone: str, language: str) -> str:
    """The country in which a brand's visitors dial without a prefix."""
    country = get_global("zone_territories").get(time_zone)
    if country in phonenumbers.SUPPORTED_REGIONS:
        return country
    return get_global("likely_subtags").get(language, "").rpartition("_")[2]


def _emails_in(text: str) -> list[tuple[int, Contact]]:
    found = []
    for match in EMAIL.finditer(text):
        written = match.group()
        email = clean_email(written)
        if email:
            found.append((match.start(), Contact("email", written, email)))
    return found


def _phones_in(text: str, region: str) -> list[tuple[int, Contact]]:
    for match in NOT_A_PHONE.finditer(text):
        text = _blank(text, match.start(), match.end())
    found = []
    for one in PhoneNumberMatcher(text, region or None):
        if _is_dialled(text, one.start, one.end) and not one.number.extension:
            phone = phonenumbers.format_number(one.number, PhoneNumberFormat.E164)
            found.append((one.start, Contact("phone", one.raw_string, phone)))
    return found


def _is_dialled(text: str, start: int, end: int) -> bool:
    """False for the number of an order, and for a price."""
    return not NUMBERED.search(text[:start]) and not PRICE.match(text, end)


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + "\n" * (end - start) + text[end:]
