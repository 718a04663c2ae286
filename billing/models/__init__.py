from billing.models.charges import Charge, ChargeKind, Period
from billing.models.contracts import Contract, TierMode
from billing.models.invoices import FILES, Invoice, InvoiceKind, InvoiceLine, LineCharge, Series
from billing.models.money import Currency
from billing.models.parties import Party, VatRate

__all__ = [
    "FILES",
    "Charge",
    "ChargeKind",
    "Contract",
    "Currency",
    "Invoice",
    "InvoiceKind",
    "InvoiceLine",
    "LineCharge",
    "Party",
    "Period",
    "Series",
    "TierMode",
    "VatRate",
]
