"""What the demo agency's clients pay, in four shapes, and who stands on their invoices."""

from decimal import Decimal
from typing import Any

from billing.models import TierMode

OFFICE_HOURS = {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}

# Numbers pass their checksums; the companies are made up.
AGENCY: dict[str, str] = {
    "legal_name": "Halo Desk s. r. o.",
    "street": "Mlynské nivy 7",
    "city": "Bratislava",
    "postcode": "821 09",
    "country": "SK",
    "company_id": "12999905",
    "tax_id": "2129990005",
    "vat_id": "SK2129990005",
    "register_entry": "Mestský súd Bratislava III, oddiel Sro, vložka 999905/B",
    "iban": "SK2499990000000000001234",
    "email": "fakturacia@halo.example",
    "language": "sk",
}
CLIENTS: dict[str, dict[str, str]] = {
    "studio-nova": {
        "legal_name": "Studio Nova, s. r. o.",
        "street": "Farská 12",
        "city": "Nitra",
        "postcode": "949 01",
        "country": "SK",
        "company_id": "12999916",
        "tax_id": "2129990016",
        "vat_id": "SK2129990016",
        "email": "uctaren@studionova.example",
        "language": "sk",
    },
    "velopark": {
        "legal_name": "VeloPark, trgovina in servis, d. o. o.",
        "street": "Šmartinska cesta 58",
        "city": "Ljubljana",
        "postcode": "1000",
        "country": "SI",
        "company_id": "9999000000",
        "vat_id": "SI99990008",
        "email": "racuni@velopark.example",
        "language": "sl",
    },
    "biolekarna": {
        "legal_name": "BioLékárna Valtice s. r. o.",
        "street": "Náměstí 4",
        "city": "Valtice",
        "postcode": "691 42",
        "country": "CZ",
        "company_id": "09990003",
        "vat_id": "CZ09990003",
        "email": "fakturace@biolekarna.example",
        "language": "cs",
    },
    "harbour-cottages": {
        "legal_name": "Harbour Cottages Ltd",
        "street": "The Old Sail Loft, Quay Street",
        "city": "Polwenna",
        "postcode": "PL99 1ZZ",
        "country": "GB",
        "company_id": "09999001",
        "email": "accounts@harbourcottages.example",
        "language": "en",
    },
}
CONTRACTS: dict[str, dict[str, Any]] = {
    # Per chat and per lead, dearer in the evening, with a promise that costs when it is broken.
    "studio-nova": {
        "chat_price": Decimal("1.90"),
        "lead_price": Decimal("7.50"),
        "surcharge_percent": Decimal(20),
        "standard_hours": OFFICE_HOURS,
        "sla": {
            "target_seconds": 30,
            "steps": [["80", "5"], ["70", "10"]],
            "free_after_seconds": 120,
        },
        "budget": Decimal(700),
        "reference": "PO-2026-118",
    },
    # Leads only, and something every month.
    "velopark": {
        "lead_price": Decimal("12.00"),
        "minimum": Decimal("150.00"),
        "dispute_days": 30,
    },
    # A retainer with chats in it, further ones in graduated tiers, in crowns.
    "biolekarna": {
        "currency": "CZK",
        "retainer": Decimal("4900.00"),
        "included_chats": 80,
        "chat_price": Decimal("45.00"),
        "tiers": [[121, "39.00"], [181, "35.00"]],
        "budget": Decimal("11000.00"),
        "payment_days": 21,
    },
    # All chats at the price of the volume reached.
    "harbour-cottages": {
        "chat_price": Decimal("2.40"),
        "lead_price": Decimal("6.00"),
        "tiers": [[61, "2.10"], [121, "1.85"]],
        "tier_mode": TierMode.VOLUME,
        "budget": Decimal(400),
    },
}
# A new year's price that has come early: a second version of a contract.
RAISED = {"studio-nova": {"chat_price": Decimal("2.10")}}
