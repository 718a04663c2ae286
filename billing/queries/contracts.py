"""Contracts and parties, inside the active scope."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import connection

from billing.models import Contract, Party, VatRate
from tenants.errors import NotFound
from tenants.models import Brand


def contracts_of(brand: Brand) -> list[Contract]:
    """All versions, the oldest first."""
    return list(Contract.objects.filter(brand=brand).order_by("valid_from"))


def contract_on(brand: Brand, day: date) -> Contract | None:
    return valid_on(contracts_of(brand), day)


def valid_on(contracts: Sequence[Contract], day: date) -> Contract | None:
    return next((contract for contract in contracts if contract.is_valid_on(day)), None)


def visible_contract(uuid: UUID | str) -> Contract:
    contract = Contract.objects.select_related("brand").filter(uuid=uuid).first()
    if contract is None:
        raise NotFound
    return contract


def party_of(brand: Brand | None) -> Party | None:
    """Who is billed for a brand; without one, the agency that bills."""
    return Party.objects.filter(brand=brand).first()


def vat_rates(day: date) -> dict[str, Decimal]:
    """The standard rate of each country on a day."""
    rows = VatRate.objects.filter(valid_from__lte=day).order_by("valid_from")
    return {row.country: row.rate for row in rows}


def today(time_zone: str) -> date:
    """The day in a zone, by the clock that all processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (clock_timestamp() AT TIME ZONE %s)::date", [time_zone])
        return cursor.fetchone()[0]
