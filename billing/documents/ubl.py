"""A document as UBL 2.1: EN 16931 in the form of Peppol BIS Billing 3.0."""

from typing import Any

from lxml import etree

from billing.documents.document import Document

Element = etree._Element

CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
ROOT = "urn:oasis:names:specification:ubl:schema:xsd:"
CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
CREDIT_NOTE = "381"
# Codes of UN/ECE recommendation 20 (one), UNTDID 4461 (credit transfer; not defined).
ONE = "C62"
TRANSFER, UNDEFINED = "30", "1"
# Where electronic invoices find a company (EAS), by country: Slovakia by its tax id.
ENDPOINTS = {
    "SK": ("0245", "tax_id"),
    "AT": ("9914", "vat_id"),
    "CZ": ("9929", "vat_id"),
    "DE": ("9930", "vat_id"),
    "GB": ("9932", "vat_id"),
    "HR": ("9934", "vat_id"),
    "HU": ("9910", "vat_id"),
    "PL": ("9945", "vat_id"),
    "SI": ("9949", "vat_id"),
}
BY_EMAIL = ("EM", "email")
# Kosovo has no code of ISO 3166, and the list of EN 16931 one of its own.
COUNTRIES = {"XK": "1A"}


def ubl(document: Document) -> bytes:
    return etree.tostring(
        _root(document), xml_declaration=True, encoding="UTF-8", pretty_print=True
    )


def cac(name: str, *children: Element | None) -> Element:
    """A group of elements; those that do not apply are left out."""
    element = etree.Element(f"{{{CAC}}}{name}")
    element.extend(child for child in children if child is not None)
    return element


def cbc(name: str, text: str, **attributes: str) -> Element | None:
    """An element with a text; none without one, for UBL knows no empty elements."""
    if not text:
        return None
    element = etree.Element(f"{{{CBC}}}{name}", attributes)
    element.text = text
    return element


def _root(document: Document) -> Element:
    is_credit = document["kind"] == CREDIT_NOTE
    name = "CreditNote" if is_credit else "Invoice"
    prefixes: dict[Any, str] = {None: f"{ROOT}{name}-2", "cac": CAC, "cbc": CBC}
    root = etree.Element(f"{{{ROOT}{name}-2}}{name}", nsmap=prefixes)
    parts = [
        *_head(document, name, is_credit),
        *_parties(document),
        cac("Delivery", cbc("ActualDeliveryDate", document["supplied_until"])),
        _payment(document, is_credit),
        _tax_total(document),
        _totals(document),
        *(_line(document, line, name, is_credit) for line in document["lines"]),
    ]
    root.extend(part for part in parts if part is not None)
    return root


def _head(document: Document, name: str, is_credit: bool) -> list[Element | None]:
    """Invoice and credit note have the same, the dates in another order."""
    due = None if is_credit else cbc("DueDate", document["due_on"])
    kind = cbc(f"{name}TypeCode", document["kind"])
    note = cbc("Note", document["reason"])
    tax_point = cbc("TaxPointDate", document["supplied_until"])
    dates = [tax_point, kind, note] if is_credit else [due, kind, note, tax_point]
    return [
        cbc("CustomizationID", CUSTOMIZATION),
        cbc("ProfileID", PROFILE),
        cbc("ID", document["number"]),
        cbc("IssueDate", document["issued_on"]),
        *dates,
        cbc("DocumentCurrencyCode", document["currency"]),
        cbc("BuyerReference", document["reference"] or document["buyer"]["legal_name"]),
        cac(
            "InvoicePeriod",
            cbc("StartDate", document["supplied_from"]),
            cbc("EndDate", document["supplied_until"]),
        ),
        _original(document),
    ]


def _original(document: Document) -> Element | None:
    credits = document["credits"]
    if not credits:
        return None
    named = cac(
        "InvoiceDocumentReference",
        cbc("ID", credits["number"]),
        cbc("IssueDate", credits["issued_on"]),
    )
    return cac("BillingReference", named)


def _parties(document: Document) -> list[Element]:
    seller, buyer = document["seller"], document["buyer"]
    contact = cac("Contact", cbc("ElectronicMail", seller["email"])) if seller["email"] else None
    # Category O stands beside no VAT id (BR-O-02); the PDF has them.
    vat_ids = document["vat"]["category"] != "O"
    tax_id = cbc("CompanyID", seller["tax_id"])
    local = cac("PartyTaxScheme", tax_id, _scheme("TAX")) if tax_id is not None else None
    return [
        cac("AccountingSupplierParty", _party(seller, vat_ids, local, contact)),
        cac("AccountingCustomerParty", _party(buyer, vat_ids)),
    ]


def _party(
    party: Document, vat_ids: bool, local: Element | None = None, contact: Element | None = None
) -> Element:
    vat_id = cbc("CompanyID", party["vat_id"]) if vat_ids else None
    return cac(
        "Party",
        _endpoint(party),
        cac("PartyName", cbc("Name", party["legal_name"])),
        cac(
            "PostalAddress",
            cbc("StreetName", party["street"]),
            cbc("CityName", party["city"]),
            cbc("PostalZone", party["postcode"]),
            cac("Country", cbc("IdentificationCode", _country(party))),
        ),
        cac("PartyTaxScheme", vat_id, _scheme("VAT")) if vat_id is not None else None,
        local,
        cac(
            "PartyLegalEntity",
            cbc("RegistrationName", party["legal_name"]),
            cbc("CompanyID", party["company_id"]),
            cbc("CompanyLegalForm", party["register_entry"]) if local is not None else None,
        ),
        contact,
    )


def _country(party: Document) -> str:
    code: str = party["country"]
    return COUNTRIES.get(code, code)


def _endpoint(party: Document) -> Element | None:
    for scheme, name in (ENDPOINTS.get(party["country"], BY_EMAIL), BY_EMAIL):
        if party[name]:
            return cbc("EndpointID", party[name], schemeID=scheme)
    return None


def _payment(document: Document, is_credit: bool) -> Element:
    """How it is paid; on a credit note, only when."""
    iban = document["payment"]["iban"]
    if is_credit:
        due = cbc("PaymentDueDate", document["due_on"])
        return cac("PaymentMeans", cbc("PaymentMeansCode", UNDEFINED), due)
    if not iban:
        return cac("PaymentMeans", cbc("PaymentMeansCode", UNDEFINED))
    return cac(
        "PaymentMeans",
        cbc("PaymentMeansCode", TRANSFER),
        cbc("PaymentID", document["payment"]["reference"]),
        cac(
            "PayeeFinancialAccount",
            cbc("ID", iban),
            cbc("Name", document["seller"]["legal_name"]),
        ),
    )


def _tax_total(document: Document) -> Element:
    vat = document["vat"]
    return cac(
        "TaxTotal",
        _amount(document, "TaxAmount", vat["amount"]),
        cac(
            "TaxSubtotal",
            _amount(document, "TaxableAmount", vat["base"]),
            _amount(document, "TaxAmount", vat["amount"]),
            _tax_category(
                document,
                "TaxCategory",
                cbc("TaxExemptionReasonCode", vat["code"]),
                cbc("TaxExemptionReason", vat["note"]),
            ),
        ),
    )


def _tax_category(document: Document, name: str, *reasons: Element | None) -> Element:
    vat = document["vat"]
    # Outside the scope there is no rate, not even zero (BR-O-05).
    rate = None if vat["category"] == "O" else cbc("Percent", vat["rate"])
    return cac(name, cbc("ID", vat["category"]), rate, *reasons, _scheme("VAT"))


def _totals(document: Document) -> Element:
    return cac(
        "LegalMonetaryTotal",
        _amount(document, "LineExtensionAmount", document["net"]),
        _amount(document, "TaxExclusiveAmount", document["net"]),
        _amount(document, "TaxInclusiveAmount", document["total"]),
        _amount(document, "PayableAmount", document["total"]),
    )


def _line(document: Document, line: Document, name: str, is_credit: bool) -> Element:
    quantity = "CreditedQuantity" if is_credit else "InvoicedQuantity"
    return cac(
        f"{name}Line",
        cbc("ID", str(line["position"])),
        cbc(quantity, line["quantity"], unitCode=ONE),
        _amount(document, "LineExtensionAmount", line["amount"]),
        cac(
            "Item",
            cbc("Name", line["description"]),
            _tax_category(document, "ClassifiedTaxCategory"),
        ),
        cac("Price", _amount(document, "PriceAmount", line["unit_price"])),
    )


def _scheme(name: str) -> Element:
    return cac("TaxScheme", cbc("ID", name))


def _amount(document: Document, name: str, amount: str) -> Element | None:
    return cbc(name, amount, currencyID=document["currency"])
