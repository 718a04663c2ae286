"""Leads as CSV and XLSX that a spreadsheet opens without running what a visitor wrote.

CSV has no types, so a text that would be read as a formula gets an apostrophe before it. In
XLSX every text is stored as a text, and stays what it was.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from django.db.models import QuerySet
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from leads.models import Lead
from leads.recognise import shown_phone

Cell = str | int | float | Decimal | datetime | None
# What one file holds; the rest is behind a shorter period.
MAX_ROWS = 50_000
CHUNK = 2000
MAX_CELL = 32_767
WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}

# What begins a formula, also in its full-width, small, raised and lowered forms.
FORMULA = "=＝﹦⁼₌⩵⩶+＋﹢⁺₊﬩-－﹣@＠﹫|｜%％﹪"
# A cell may also begin where a spreadsheet with another separator cuts the line. Before the
# sign there may be spaces, quotes, and signs that are not seen.
_SKIPPED = r"[\s'\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*"
_DANGEROUS = re.compile(rf"(^|[;,\"])({_SKIPPED})(?=[{re.escape(FORMULA)}])")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_BREAKS = re.compile(r"[\t\r\n\u2028\u2029]+")


def safe_text(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula, on one line."""
    text = _BREAKS.sub(" ", _CONTROLS.sub("", text)).strip()
    return _DANGEROUS.sub(r"\1\2'", text)


def csv_file(leads: QuerySet[Lead], time_zone: str) -> bytes:
    return csv_table(_headings(), _rows(leads, time_zone))


def xlsx_file(leads: QuerySet[Lead], time_zone: str) -> bytes:
    return xlsx_table(_("Leads"), _headings(), _rows(leads, time_zone))


def csv_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """With semicolons, a mark of UTF-8 and the comma of the language, as Europe expects it."""
    lines = [_csv_line(map(safe_text, headings))]
    lines += [_csv_line(map(_csv_cell, row)) for row in rows]
    return "".join(lines).encode("utf-8-sig")


def xlsx_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, WORKBOOK) as book:
        sheet = book.add_worksheet(title)
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 18)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                _write_cell(sheet, number, column, cell, moment)
    return out.getvalue()


def _headings() -> list[str]:
    return [
        _("Captured"),
        _("Brand"),
        _("Name"),
        _("Phone"),
        _("E-mail"),
        _("What they want"),
        _("Kind of inquiry"),
        _("More"),
        _("Value"),
        _("Currency"),
        _("Status"),
        _("Charged"),
        _("Page"),
        _("Lead"),
    ]


def _rows(leads: QuerySet[Lead], time_zone: str) -> Iterator[list[Cell]]:
    zone = ZoneInfo(time_zone)
    for number, lead in enumerate(leads[: MAX_ROWS + 1].iterator(chunk_size=CHUNK)):
        if number == MAX_ROWS:
            # Or sums would be taken of what is not everything.
            yield [_cut_text()]
            return
        yield [
            lead.captured_at.astimezone(zone),
            lead.brand.name,
            lead.name,
            shown_phone(lead.phone) if lead.phone else "",
            lead.email,
            lead.request,
            lead.get_category_display(),
            "; ".join(f"{key}: {text}" for key, text in lead.details.items()),
            lead.value,
            lead.currency if lead.value is not None else "",
            lead.get_status_display(),
            _("yes") if lead.is_qualified else _("no"),
            lead.page_url,
            str(lead.uuid),
        ]


def _cut_text() -> str:
    text = _("Only the latest %(count)d leads are here. Choose a brand or a period for the others.")
    return text % {"count": MAX_ROWS}


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M")
    if isinstance(cell, str):
        return safe_text(cell)
    # A negative number is one, and no formula. With a point, where a comma is expected, 9.90
    # would be read as a month.
    return "" if cell is None else str(cell).replace(".", get_format("DECIMAL_SEPARATOR"))


def _csv_line(cells: Iterable[str]) -> str:
    return ";".join('"' + cell.replace('"', '""') + '"' for cell in cells) + "\r\n"


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, moment: Any) -> None:
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, moment)
    elif isinstance(cell, str):
        sheet.write_string(row, column, _CONTROLS.sub("", cell)[:MAX_CELL])
    elif cell is not None:
        sheet.write_number(row, column, cell)
