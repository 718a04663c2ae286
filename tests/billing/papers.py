"""Documents to print and to check, in every shape that VAT, money and kind give them."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from billing.documents.document import Document, invoice_document
from billing.rating import round_money
from billing.vat import decide

RATES = {"SK": Decimal("23.00"), "SI": Decimal("22.00"), "CZ": Decimal("21.00")}
ISSUED, SUPPLIED_FROM, SUPPLIED = date(2026, 11, 1), date(2026, 10, 1), date(2026, 10, 31)


def company(country: str, vat_id: str = "", language: str = "en", **fields: str) -> dict[str, Any]:
    return {
        "legal_name": "Ľubomír Šťastný – Kŕdeľ čížov, s. r. o.",
        "street": "Žltá ôsmička 5",
        "city": "Nitra",
        "postcode": "949 01",
        "country": country,
        "company_id": "36421928",
        "tax_id": "",
        "vat_id": vat_id,
        "register_entry": "",
        "iban": "",
        "email": "uctaren@klient.example",
        "language": language,
    } | fields


SK = company(
    "SK",
    "SK2022749619",
    "sk",
    legal_name="Halo Agentúra s. r. o.",
    tax_id="2022749619",
    register_entry="Mestský súd Bratislava III, oddiel Sro, vložka 12345/B",
    iban="SK3112000000198742637541",
)
SI = company("SI", "SI50223054", "sl", legal_name="Pomoč d. o. o.", iban="SI56263300012039086")
CZ = company("CZ", "CZ25123891", "cs", legal_name="Pomoc s. r. o.", iban="CZ6508000000192000145399")
# Sells without a VAT id, as small companies do.
SMALL = SK | {"vat_id": ""}

# What: seller, buyer, category, rate. The last one is of another state and has no VAT id.
CASES = {
    "slovak": (SK, company("SK", "SK2020317068", "sk"), "S", "23"),
    "slovenian": (SI, company("SI", "SI99990008", "sl"), "S", "22"),
    "czech": (CZ, company("CZ", "CZ09990003", "cs"), "S", "21"),
    "reverse charge to Slovenia": (SK, company("SI", "SI99990008", "sl"), "AE", "0"),
    "reverse charge to Czechia": (SK, company("CZ", "CZ09990003", "cs"), "AE", "0"),
    "reverse charge to Greece": (SI, company("GR", "EL094259216", "en"), "AE", "0"),
    "reverse charge to Austria": (CZ, company("AT", "ATU13585627", "en"), "AE", "0"),
    "outside the union": (SK, company("GB", "", "en"), "O", "0"),
    "not registered": (SMALL, company("SK", "SK2020317068", "sk"), "E", "0"),
    "no VAT id abroad": (SK, company("SI", "", "sl"), "S", "23"),
}
LINES = [
    ("retainer", "Mesačný paušál, október 2026", "1", "1290.0000"),
    ("chat", "Vybavené chaty v cene paušálu, október 2026", "600", "0.0000"),
    ("chat", "Vybavené chaty od 601., október 2026", "362", "1.9050"),
    ("lead", "Kvalifikované dopyty, október 2026", "126", "3.0000"),
    ("sla", "Späť za úroveň služby 78,20 %, október 2026", "-1", "58.2000"),
]
CHAT = UUID("3f2a91bc-0c5e-4f43-9a53-2f3f1d6f0a11")
ITEMS = [
    {
        "line": 3,
        "kind": "chat",
        "at": "2026-10-03 14:22",
        "id": CHAT,
        "first_response": Decimal("14.2"),
        "longest_wait": Decimal("38.9"),
        "hash": "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9",
    },
    {"line": 4, "kind": "lead", "at": "2026-10-05 09:01", "id": UUID(int=7)},
]


def paper(case: str = "slovak", *, currency: str = "", **changes: Any) -> Document:
    """A document of a case, in its seller's own currency if no other is named."""
    seller, buyer, *_rest = CASES[case]
    currency = currency or ("CZK" if seller["country"] == "CZ" else "EUR")
    rows = changes.pop("lines", LINES)
    lines = [_line(position, row, currency) for position, row in enumerate(rows, 1)]
    net = sum((line["amount"] for line in lines), Decimal(0))
    vat = decide(seller, buyer, SUPPLIED, RATES)
    vat_amount = round_money(net * vat.rate / 100, currency)
    facts: dict[str, Any] = {
        "kind": "380",
        "number": "2026000042",
        "issued_on": ISSUED,
        "due_on": date(2026, 11, 15),
        "supplied_from": SUPPLIED_FROM,
        "supplied_until": SUPPLIED,
        "currency": currency,
        "seller": seller,
        "buyer": buyer,
        "lines": lines,
        "net": net,
        "vat": vat,
        "vat_amount": vat_amount,
        "total": net + vat_amount,
        "items": ITEMS,
    }
    return invoice_document(**facts | changes)


def credit_note(case: str = "slovak", **changes: Any) -> Document:
    note = {
        "kind": "381",
        "number": "D2026000007",
        "credits": {"number": "2026000042", "issued_on": ISSUED},
        "reason": "Nesprávna cena",
    }
    return paper(case, **note | changes)


def _line(position: int, row: tuple[str, str, str, str], currency: str) -> dict[str, Any]:
    kind, description, quantity, unit_price = row
    amount = round_money(Decimal(quantity) * Decimal(unit_price), currency)
    return {
        "position": position,
        "kind": kind,
        "description": description,
        "quantity": Decimal(quantity),
        "unit_price": Decimal(unit_price),
        "amount": amount,
    }
