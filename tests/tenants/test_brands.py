"""The office sets up brands, and the chat of a brand is there at once."""

import re

import pytest
from django.test import Client

from tenants.hours import DAYS
from tenants.models import AuditEntry, Brand, BrandSite, PastHours
from tenants.origins import clean_origin
from tests.factories import Office

FILLED = {
    "name": "Lipa Tea",
    "slug": "lipa-tea",
    "monogram": "LT",
    "colour": "#4D7C0F",
    "language": "sl",
    "time_zone": "Europe/Ljubljana",
    "greeting": "Živjo!",
    "privacy_url": "https://lipa.example/privacy",
    "facts": "Tone: warm\nHours: 8:00 to 16:00",
    "sites": "https://Lipa.example/\nhttp://localhost:8000",
    "open_limit": "200",
    "is_active": "on",
}


def test_a_new_brands_chat_answers_at_once(office: Office, owner: Client):
    answer = owner.post("/office/brands/new/", FILLED)

    assert answer.status_code == 302
    with office.scope():
        brand = Brand.objects.get(slug="lipa-tea")
        sites = set(BrandSite.objects.filter(brand=brand).values_list("origin", flat=True))
    assert brand.facts == [["Tone", "warm"], ["Hours", "8:00 to 16:00"]]
    assert sites == {"https://lipa.example", "http://localhost:8000"}
    chat = Client().get(f"/w/{brand.public_key}/")
    assert chat.status_code == 200
    assert "frame-ancestors" in chat["Content-Security-Policy"]
    assert "https://lipa.example" in chat["Content-Security-Policy"]


def test_the_office_decides_whether_visitors_may_send_files(office: Office, owner: Client):
    brand = office.brand
    page, status = f"/office/brands/{brand.uuid}/", f"/api/widget/v1/{brand.public_key}/status"
    given = FILLED | {"slug": brand.slug}

    for switch, takes in (("on", True), ("", False)):
        assert owner.post(page, given | {"takes_files": switch}).status_code == 302
        assert Client().get(status).json()["brand"]["files"] is takes


def test_a_brand_that_is_off_has_no_chat(office: Office, owner: Client):
    brand = office.brand
    page = f"/office/brands/{brand.uuid}/"
    given = FILLED | {"slug": brand.slug, "is_active": ""}

    assert owner.post(page, given).status_code == 302
    assert Client().get(f"/w/{brand.public_key}/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("colour", "red", "Write a colour as #RRGGBB"),
        ("colour", "#12345", "Write a colour as #RRGGBB"),
        ("sites", "shop.example", "shop.example is no site."),
        ("sites", "https://shop.example/page", "https://shop.example/page is no site."),
        ("sites", "https://ok.example\nhttps://*", "https://* is no site."),
        ("facts", "no label here", "has no label"),
        ("slug", "Lípa", "Enter a valid"),
    ],
)
def test_what_is_wrong_with_a_brand_is_said(owner: Client, field: str, value: str, words: str):
    answer = owner.post("/office/brands/new/", FILLED | {field: value})

    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_two_brands_of_an_agency_differ_in_their_short_name(office: Office, owner: Client):
    answer = owner.post("/office/brands/new/", FILLED | {"slug": office.brand.slug})

    assert "Another brand has this short name." in answer.content.decode()


def test_saving_a_brand_notes_what_changed(office: Office, owner: Client):
    with office.scope():
        brand = Brand.objects.get(pk=office.brand.pk)
        sites = "\n".join(BrandSite.objects.filter(brand=brand).values_list("origin", flat=True))
    same = {name: getattr(brand, name) for name in FILLED if hasattr(brand, name)}
    given = same | {"facts": "", "sites": sites, "greeting": "Hello there", "is_active": "on"}

    assert owner.post(f"/office/brands/{brand.uuid}/", given).status_code == 302
    with office.scope():
        entry = AuditEntry.objects.filter(action="brand.updated").latest("pk")
    assert entry.details == {"fields": ["greeting"]}


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("8–12, 13:00-18.30", [["08:00", "12:00"], ["13:00", "18:30"]]),
        ("22 – 2", [["22:00", "02:00"]]),
        ("0-24", [["00:00", "24:00"]]),
        ("7:30-8; 9-10", [["07:30", "08:00"], ["09:00", "10:00"]]),
    ],
)
def test_hours_are_read_as_people_write_them(
    office: Office, owner: Client, text: str, intervals: list[list[str]]
):
    page = f"/office/brands/{office.brand.uuid}/"
    given = FILLED | {"slug": office.brand.slug, "hours_mon": text, "hours_sat": " "}

    assert owner.post(page, given).status_code == 302
    with office.scope():
        brand = Brand.objects.get(pk=office.brand.pk)
        assert brand.hours == {"mon": intervals}
        assert PastHours.objects.get(brand=brand).hours == {}
    shown = owner.get(page).content.decode()
    assert f'value="{", ".join("–".join(one) for one in intervals)}"' in shown


@pytest.mark.parametrize("text", ["all day", "8", "8-25", "9-9", "24-8", "8-12 13-18"])
def test_hours_that_cannot_be_read_name_their_day(owner: Client, text: str):
    answer = owner.post("/office/brands/new/", FILLED | {"hours_tue": text})

    page = answer.content.decode()
    assert "Tuesday: write hours such as" in page
    assert [name for name in DAYS if marked(page, f"hours_{name}")] == ["tue"]


def marked(page: str, name: str) -> bool:
    (tag,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page)
    return "aria-invalid" in tag


def test_the_preview_shows_a_colour_that_is_not_saved(owner: Client):
    shown = owner.get("/office/brands/colours/", {"colour": "#FFDD00", "name": "Sun"})

    assert 'fill="#FFDD00"' in shown.content.decode()
    assert "style=" not in shown.content.decode()


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://shop.example", "https://shop.example"),
        (" HTTPS://Shop.Example/ ", "https://shop.example"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("https://bücher.example", "https://xn--bcher-kva.example"),
        ("ftp://shop.example", None),
        ("https://shop.example; script-src *", None),
        ("https://", None),
        ("*", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(text: str, origin: str | None):
    assert clean_origin(text) == origin
