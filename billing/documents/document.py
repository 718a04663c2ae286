"""The one document: what page, PDF and electronic invoice are all made from.

Everything in it is text, so that it is the same when it comes back from the database, and
nothing in it has to be looked up or computed when it is shown.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from billing.rating import round_money
from billing.vat import VatDecision, check_currency

VERSION = 1
# A bank's variable symbol has room for so many digits.
REFERENCE_DIGITS = 10

Document = dict[str, Any]


def invoice_document(
    *,
    kind: str,
    number: str,
    issued_on: date,
    due_on: date,
    supplied_from: date,
    supplied_until: date,
    currency: str,
    seller: Mapping[str, Any],
    buyer: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    net: Decimal,
    vat: VatDecision,
    vat_amount: Decimal,
    total: Decimal,
    reference: str = "",
    reason: str = "",
    credits: Mapping[str, Any] | None = None,
    items: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """``items`` are the chats and leads behind the lines, for the pages after the first.

    They carry no names: what is printed cannot be erased.
    """
    check_currency(vat, seller, currency)
    return {
        "version": VERSION,
        "kind": kind,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "due_on": due_on.isoformat(),
        "supplied_from": supplied_from.isoformat(),
        "supplied_until": supplied_until.isoformat(),
        "currency": currency,
        "language": buyer["language"],
        "seller": dict(seller),
        "buyer": dict(buyer),
        "reference": reference,
        "reason": reason,
        "credits": _original(credits) if credits else None,
        "lines": [_line(line, currency) for line in lines],
        "vat": _vat(vat, net, vat_amount, currency),
        "net": _amount(net, currency),
        "total": _amount(total, currency),
        "payment": {"iban": seller["iban"], "reference": payment_reference(number)},
        "items": [_item(item) for item in items],
    }


def payment_reference(number: str) -> str:
    """The digits of the number, by which a payment finds its invoice."""
    return "".join(filter(str.isdigit, number))[-REFERENCE_DIGITS:]


def _line(line: Mapping[str, Any], currency: str) -> Document:
    return {
        "position": line["position"],
        "kind": line["kind"],
        "description": line["description"],
        "quantity": f"{line['quantity'].normalize():f}",
        "unit_price": f"{line['unit_price']:.4f}",
        "amount": _amount(line["amount"], currency),
    }


def _vat(vat: VatDecision, base: Decimal, amount: Decimal, currency: str) -> Document:
    return {
        "category": vat.category,
        "rate": f"{vat.rate.normalize():f}",
        "code": vat.code,
        "note": vat.note,
        "base": _amount(base, currency),
        "amount": _amount(amount, currency),
    }


def _original(credits: Mapping[str, Any]) -> Document:
    return {"number": credits["number"], "issued_on": credits["issued_on"].isoformat()}


def _item(item: Mapping[str, Any]) -> Document:
    """Seconds as text, for a document has no floats."""
    seconds = {name: item.get(name) for name in ("first_response", "longest_wait")}
    told = {name: None if value is None else str(value) for name, value in seconds.items()}
    return {
        "line": item["line"],
        "kind": item["kind"],
        "at": item["at"],
        "id": str(item["id"]),
        **told,
        "hash": item.get("hash") or "",
    }


def _amount(amount: Decimal, currency: str) -> str:
    return f"{round_money(amount, currency):f}"
