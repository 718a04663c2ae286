"""Phone numbers and e-mail addresses in what people write, and nothing that only looks like it."""

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from leads.recognise import (
    clean_email,
    clean_phone,
    contacts_in,
    country_of,
    home_region,
    shown_phone,
)

REGIONS = ["SK", "CZ", "SI", "AT", "HU", "DE", "GB", "PL", "HR"]
KINDS = [PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE]
FORMATS = [
    PhoneNumberFormat.E164,
    PhoneNumberFormat.INTERNATIONAL,
    PhoneNumberFormat.NATIONAL,
]
AROUND = [
    "{}",
    "Zavolajte mi na {}, prosím.",
    "tel.:{}",
    "({})",
    "{}\nĎakujem",
    "moje číslo je {}.",
]


def values(text: str, region: str = "SK") -> list[str]:
    return [one.value for one in contacts_in(text, region)]


@pytest.mark.parametrize(
    ("text", "region", "found"),
    [
        ("0905 123 456", "SK", ["+421905123456"]),
        ("0905/123 456 alebo 02/5552 1234", "SK", ["+421905123456", "+421255521234"]),
        ("0905-123-456", "SK", ["+421905123456"]),
        ("00421 905 123 456", "SI", ["+421905123456"]),
        ("+420 602 123 456", "SK", ["+420602123456"]),
        ("602123456", "CZ", ["+420602123456"]),
        ("041 123 456", "SI", ["+38641123456"]),
        ("０９０５ １２３ ４５６", "SK", ["+421905123456"]),
        ("Som Eva, eva.n@firma.sk, 0905123456!", "SK", ["eva.n@firma.sk", "+421905123456"]),
        ("mailto:Eva@Firma.SK?", "SK", ["eva@firma.sk"]),
        ("<eva+shop@firma.co.uk>.", "SK", ["eva+shop@firma.co.uk"]),
        ("ján@pošta.sk", "SK", ["ján@pošta.sk"]),
        ("0905 123 456, opakujem 0905123456", "SK", ["+421905123456", "+421905123456"]),
    ],
)
def test_what_is_found(text: str, region: str, found: list[str]):
    assert values(text, region) == found


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("Narodeninu má 12.05.2026 o 14:30", "SK"),
        ("od 10. 12. 2026 do 11. 12. 2026", "CZ"),
        ("2026-05-12 602 123", "CZ"),
        ("12/05/2026", "GB"),
        ("objednávka č. 0905123456", "SK"),
        ("číslo objednávky je 602123456", "CZ"),
        ("Objednávka: 602123456", "CZ"),
        ("order no. 020 7946 0958", "GB"),
        ("faktura 602 123 456", "CZ"),
        ("variabilný symbol 0905123456", "SK"),
        ("#602123456", "CZ"),
        ("IČO 36421928, DIČ 2021234567", "SK"),
        ("SK31 1200 0000 1987 4263 7541", "SK"),
        ("stojí to 602 123 456 Kč", "CZ"),
        ("https://firma.sk/o/0905123456", "SK"),
        ("www.firma.cz/602123456", "CZ"),
        ("4111 1111 1111 1111", "SK"),
        ("110 x 220 cm, 3 ks", "SK"),
        ("eva@", "SK"),
        ("@firma.sk", "SK"),
        ("eva@localhost", "SK"),
        ("0905 12", "SK"),
    ],
)
def test_what_is_none(text: str, region: str):
    assert values(text, region) == []


def test_the_text_is_as_it_was_written():
    (one,) = contacts_in("volajte 0905/123 456 večer", "SK")

    assert (one.kind, one.text) == ("phone", "0905/123 456")


def test_digits_of_an_address_are_no_phone():
    assert values("0905123456@firma.sk") == ["0905123456@firma.sk"]


@given(
    region=st.sampled_from(REGIONS),
    kind=st.sampled_from(KINDS),
    form=st.sampled_from(FORMATS),
    around=st.sampled_from(AROUND),
)
def test_every_way_of_writing_a_number_is_found(region: str, kind: int, form: int, around: str):
    number = phonenumbers.example_number_for_type(region, kind)
    assert number is not None
    written = phonenumbers.format_number(number, form)

    expected = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    assert values(around.format(written), region) == [expected]


@given(text=st.text(max_size=300), region=st.sampled_from(REGIONS))
def test_whatever_is_written_what_is_found_is_stored_as_it_is(text: str, region: str):
    for one in contacts_in(text, region):
        assert one.text in text
        clean = clean_email(one.value) if one.kind == "email" else clean_phone(one.value, "")
        assert clean == one.value


def test_numbers_that_nobody_can_dial_are_none():
    assert [clean_phone(text, "SK") for text in ("12345", "+421", "", "0905 123 456 789", "x")] == [
        ""
    ] * 5


def test_a_stored_number_has_a_country_and_a_way_to_be_read():
    assert (country_of("+38641123456"), country_of(""), country_of("+999")) == ("SI", "", "")
    assert (shown_phone("+421905123456"), shown_phone("?")) == ("+421 905 123 456", "?")


@pytest.mark.parametrize(
    ("time_zone", "language", "region"),
    [
        ("Europe/Bratislava", "en", "SK"),
        ("Europe/Ljubljana", "sl", "SI"),
        ("Europe/London", "en", "GB"),
        ("UTC", "cs", "CZ"),
        ("UTC", "xx", ""),
    ],
)
def test_a_brand_is_at_home_where_its_clock_is(time_zone: str, language: str, region: str):
    assert home_region(time_zone, language) == region
