"""A document as a PDF: in the buyer's language, with the electronic invoice attached."""

import json
import logging
import re
import sys
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from subprocess import SubprocessError, run
from typing import Any

import segno
from babel import Locale
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _
from segno.helpers import make_epc_qr

from billing.amounts import amount_text, money_text, number_text, price_text
from billing.documents.document import Document
from billing.documents.ubl import CREDIT_NOTE
from billing.errors import InvalidInvoice
from reports.dates import day_of_year_text, day_text, month_text

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("typesetter.py")
TIMEOUT = 60
NO_LETTERS = re.compile(r'the text `"(.+)"` could not be displayed')
# Tags for screen readers make a long list ten times as large; the portal has it as a page.
TAGGED_ITEMS = 400
# Of a conversation and of a transcript's fingerprint so much is shown as tells them apart.
SHOWN_ID, SHOWN_HASH = 8, 10


def pdf(document: Document, xml: bytes = b"") -> bytes:
    with override(document["language"]):
        paper = _paper(document) | {"xml": xml.decode()}
    kind = [] if len(document["items"]) <= TAGGED_ITEMS else ["plain"]
    try:
        printed = run(
            [sys.executable, "-I", str(PROGRAM), *kind],
            input=json.dumps(paper).encode(),
            capture_output=True,
            check=True,
            timeout=TIMEOUT,
        )
    except (OSError, SubprocessError) as error:
        said = (getattr(error, "stderr", None) or b"").decode(errors="replace")
        logger.error("Not printed: %r %s", error, said)
        raise InvalidInvoice(_unprintable(said)) from error
    return printed.stdout


def _unprintable(said: str) -> list[str]:
    """The words that no font has letters for, such as Chinese ones: somebody can write others."""
    words = NO_LETTERS.search(said)
    return [_("“%(words)s” cannot be printed") % {"words": words[1]}] if words else []


def _paper(document: Document) -> dict[str, Any]:
    """What the template lays out, word by word."""
    is_credit = document["kind"] == CREDIT_NOTE
    title = _("Credit note %(number)s") if is_credit else _("Invoice %(number)s")
    code = None if is_credit else payment_code(document)
    return {
        "language": document["language"],
        "title": title % {"number": document["number"]},
        "subtitle": _("Tax document") if document["seller"]["vat_id"] else "",
        "file": f"{document['number']}.xml",
        "seller": _party(document["seller"]),
        "buyer": _party(document["buyer"]),
        "facts": _facts(document),
        "reason": document["reason"],
        "lines": [_line(line) for line in document["lines"]],
        "totals": _totals(document),
        "due": money_text(document["total"], document["currency"]),
        "note": document["vat"]["note"],
        "iban": "" if is_credit else _spaced(document["payment"]["iban"]),
        "reference": document["payment"]["reference"],
        "code": _drawn(code) if code else None,
        "footer": _footer(document["seller"]),
        "items": [_item(item) for item in document["items"]],
        "labels": _labels(is_credit),
    }


def _labels(is_credit: bool) -> dict[str, Any]:
    return {
        "seller": _("Supplier"),
        "buyer": _("Customer"),
        "reason": _("Reason"),
        "columns": [_("Item"), _("Quantity"), _("Price without VAT"), _("Total without VAT")],
        "due": _("Total credited") if is_credit else _("Amount due"),
        "transfer": _("Payment by bank transfer"),
        "reference": _("Payment reference"),
        "code": _("Payment code"),
        "page": pgettext("of paper", "Page"),
        "items": _("Chats and leads of this invoice"),
        "about": _(
            "Times are local. Answer is the first one, wait the longest."
            " The fingerprint proves what was said."
        ),
        "item_columns": [
            _("Line"),
            _("Began"),
            _("Chat or lead"),
            _("Answer"),
            _("Wait"),
            _("Fingerprint"),
        ],
    }


def _party(party: Document) -> dict[str, Any]:
    country = Locale(get_language() or "en").territories.get(party["country"], party["country"])
    ids = [
        (_("Company ID"), party["company_id"]),
        (_("Tax ID"), party["tax_id"]),
        (_("VAT ID"), party["vat_id"]),
    ]
    return {
        "name": party["legal_name"],
        "address": [party["street"], f"{party['postcode']} {party['city']}", country],
        "ids": [(name, value) for name, value in ids if value],
    }


def _facts(document: Document) -> list[tuple[str, str]]:
    """The days, and what else stands beside the parties."""
    since, until = (date.fromisoformat(document[f"supplied_{end}"]) for end in ("from", "until"))
    is_month = (since.year, since.month) == (until.year, until.month)
    facts = [
        (_("Issued"), _day(document["issued_on"])),
        (_("Date of supply"), day_text(until)),
        (_("Due"), _day(document["due_on"])),
        (_("Period"), month_text(since) if is_month else f"{day_text(since)} – {day_text(until)}"),
        (_("Payment reference"), document["payment"]["reference"]),
        (_("Your reference"), document["reference"]),
    ]
    if original := document["credits"]:
        facts.append((_("To invoice"), original["number"]))
        facts.append((_("Issued on"), _day(original["issued_on"])))
    return [(name, value) for name, value in facts if value]


def _line(line: Document) -> list[str]:
    return [
        line["description"],
        number_text(line["quantity"]),
        price_text(line["unit_price"]),
        amount_text(line["amount"]),
    ]


def _totals(document: Document) -> list[tuple[str, str]]:
    vat, currency = document["vat"], document["currency"]
    rate = number_text(vat["rate"])
    if not Decimal(vat["rate"]):
        return [(_("Total without VAT"), money_text(document["net"], currency))]
    return [
        (_("Tax base %(rate)s %%") % {"rate": rate}, money_text(vat["base"], currency)),
        (_("VAT %(rate)s %%") % {"rate": rate}, money_text(vat["amount"], currency)),
    ]


def _item(item: Document) -> list[str]:
    first, longest = (_seconds(item[name]) for name in ("first_response", "longest_wait"))
    day, _space, time = item["at"].partition(" ")
    what = _("lead") if item["kind"] == "lead" else _("chat")
    return [
        str(item["line"]),
        f"{day_of_year_text(date.fromisoformat(day))} {time}",
        # Not to be broken in two.
        f"{what}\xa0{item['id'][:SHOWN_ID]}",
        first,
        longest,
        item["hash"][:SHOWN_HASH],
    ]


def payment_code(document: Document) -> segno.QRCode | None:
    """What a bank's app reads: EPC for euros, SPAYD for crowns."""
    payment, total = document["payment"], Decimal(document["total"])
    if not payment["iban"] or total <= 0:
        return None
    name, number = document["seller"]["legal_name"], document["number"]
    if document["currency"] == "EUR":
        return make_epc_qr(name=name[:70], iban=payment["iban"], amount=total, text=number)
    return segno.make(
        f"SPD*1.0*ACC:{payment['iban']}*AM:{total}*CC:{document['currency']}"
        f"*X-VS:{payment['reference']}*MSG:{number}",
        micro=False,
    )


def _drawn(code: segno.QRCode) -> str:
    file = BytesIO()
    code.save(file, kind="svg", border=0)
    return file.getvalue().decode()


def _footer(seller: Document) -> str:
    parts = [seller["legal_name"], seller["register_entry"], seller["email"]]
    return " · ".join(part for part in parts if part)


def _spaced(iban: str) -> str:
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _seconds(value: str | None) -> str:
    return "" if value is None else f"{number_text(Decimal(value).quantize(Decimal(1)))} s"


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text))
