"""The PDF: what it says, in which language, and how its letters look."""

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont
from pypdf import PdfReader

from billing.documents import printing
from billing.documents.printing import payment_code, pdf
from billing.documents.typesetter import FONTS
from billing.documents.ubl import ubl
from billing.errors import InvalidInvoice
from tests.billing.papers import CASES, ITEMS, SK, company, credit_note, paper

LETTERS = "ľščťžýáíéĺŕôäúňěřůčšžđćőűĽŠČŤŽÝÁÍÉĹŔÔÄÚŇĚŘŮ€„“–"
SCALE = 4


def text_of(file: bytes) -> str:
    """Words with one space between them, wherever the lines break."""
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    return " ".join(text.split())


def fonts_of(file: bytes) -> Iterator[str]:
    """The names of the fonts, whose letters must all be in the file."""
    for page in PdfReader(BytesIO(file)).pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            descriptor = inner.get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(descriptor), "not embedded"
            yield str(descriptor["/FontName"]).partition("+")[2]


def picture_of(file: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(file) as document:
        return document[0].render(scale=SCALE).to_pil().convert("L")


def ink(picture: Image.Image) -> Image.Image:
    """What is drawn, cut out and at one size, so that two drawings can be laid on each other."""
    box = ImageChops.invert(picture).point(lambda grey: 255 * (grey > 60)).getbbox()
    return picture.crop(box).resize((400, 40))


@pytest.mark.parametrize("case", CASES)
def test_it_says_what_the_document_says(case: str):
    document = paper(case, reference="PO-7")

    said = text_of(pdf(document))

    told = [document["number"], document["seller"]["legal_name"], document["vat"]["note"]]
    told += [line["description"] for line in document["lines"]] + ["PO-7"]
    assert [text for text in told if text not in said] == []


def test_it_is_in_the_buyers_language():
    slovak, english = text_of(pdf(paper("slovak"))), text_of(pdf(paper("outside the union")))

    assert "Invoice 2026000042" in english
    assert "October 2026" in english
    assert "€2,299.41" in english
    assert "október 2026" in slovak
    assert "2 828,27 €" in slovak


def test_a_credit_note_names_its_invoice_and_asks_for_no_payment():
    said = text_of(pdf(credit_note("outside the union")))

    assert "Credit note D2026000007" in said
    assert "2026000042" in said
    assert "Nesprávna cena" in said
    assert "SK31 1200" not in said


def test_chats_and_leads_stand_on_the_pages_after():
    file = pdf(paper("outside the union"))

    with_items, without = PdfReader(BytesIO(file)), PdfReader(BytesIO(pdf(paper(items=[]))))
    said = with_items.pages[1].extract_text().replace("\xa0", " ")
    assert "3 Oct 14:22" in said
    assert "chat 3f2a91bc" in said
    assert "5feceb66ff" in said
    assert "lead 00000000" in said
    assert (len(with_items.pages), len(without.pages)) == (2, 1)


def test_a_long_month_is_printed_whole():
    file = pdf(paper(items=ITEMS * 300))

    assert text_of(file).count("3f2a91bc") == 300
    assert len(file) < 300_000


def test_the_electronic_invoice_is_attached():
    document = paper()
    xml = ubl(document)

    (attached,) = PdfReader(BytesIO(pdf(document, xml))).attachments.values()

    assert [hashlib.sha256(one).digest() for one in attached] == [hashlib.sha256(xml).digest()]


def test_it_is_made_for_an_archive():
    metadata = PdfReader(BytesIO(pdf(paper()))).xmp_metadata

    assert metadata is not None
    assert (metadata.pdfaid_part, metadata.pdfaid_conformance) == ("3", "B")


@pytest.mark.parametrize("case", ["slovak", "slovenian", "czech", "outside the union"])
def test_all_letters_come_from_one_typeface(case: str):
    """A second one would stand in for what this lacks, and no text layer would tell."""
    buyer = CASES[case][1] | {"legal_name": LETTERS}

    families = {name.partition("-")[0] for name in fonts_of(pdf(paper(case, buyer=buyer)))}

    assert families == {"Inter"}


@pytest.mark.parametrize("letters", [LETTERS[at : at + 8] for at in range(0, len(LETTERS), 8)])
def test_letters_are_drawn_as_the_typeface_draws_them(letters: str):
    """Seen with the eyes: the name at the top of the page beside the same drawn by FreeType."""
    page = picture_of(pdf(paper(seller=SK | {"legal_name": letters})))
    printed = ink(page.crop((page.width // 2, 0, page.width, 62 * SCALE)))
    right, wrong = ink(drawn(letters)), ink(drawn(plain(letters)))

    assert difference(printed, right) < 35
    assert difference(printed, right) < 0.4 * difference(printed, wrong)


def drawn(letters: str) -> Image.Image:
    font = ImageFont.truetype(FONTS / "Inter-Bold.ttf", 9.5 * SCALE)
    picture = Image.new("L", (800, 120), 255)
    ImageDraw.Draw(picture).text((20, 30), letters, font=font, fill=0)
    return picture


def plain(letters: str) -> str:
    """Others of the same typeface: what a broken table of glyphs would draw."""
    return "".join(chr(ord("a") + (ord(letter) * 7) % 26) for letter in letters)


def difference(one: Image.Image, other: Image.Image) -> float:
    histogram = ImageChops.difference(one, other).histogram()
    return sum(grey * count for grey, count in enumerate(histogram)) / (one.width * one.height)


def coded(document: dict[str, Any]) -> Any:
    code = payment_code(document)
    return code and code.matrix


def test_what_banks_read_is_there_where_something_is_to_be_paid():
    euros, crowns = paper("slovak"), paper("czech")

    assert coded(euros) is not None
    assert coded(crowns) is not None
    assert coded(paper("slovak", lines=[("chat", "Chaty", "1", "0")])) is None
    assert coded(paper("slovak", seller=company("SK", iban=""))) is None


def test_a_long_name_leaves_room_for_the_title():
    name = "Ľubomír Šťastný a synovia – výroba, predaj a servis záhradnej techniky a strojov"
    file = pdf(paper(seller=SK | {"legal_name": name}))

    lines = PdfReader(BytesIO(file)).pages[0].extract_text().splitlines()

    assert "Faktúra 2026000042" in lines


def test_words_that_cannot_be_printed_are_named():
    with pytest.raises(InvalidInvoice) as refusal:
        pdf(paper(buyer=company("SK", legal_name="Pomoc 日本 s. r. o.")))

    assert "“日" in str(refusal.value)


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "import time; time.sleep(60)"])
def test_what_cannot_be_printed_is_not_issued(monkeypatch, tmp_path, program: str):
    broken = tmp_path / "typesetter.py"
    broken.write_text(program)
    monkeypatch.setattr(printing, "PROGRAM", broken)
    monkeypatch.setattr(printing, "TIMEOUT", 1)

    with pytest.raises(InvalidInvoice):
        pdf(paper())
