"""``manage.py close_month 2026-10``: close a month for every brand, or for one."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.actions.closing import close_period
from billing.models import Contract, Invoice
from tenants.errors import Refusal
from tenants.models import Brand
from tenants.scoping import every_tenant, tenant_scope


class Command(BaseCommand):
    help = "Closes a month: charges what is left, rates it and issues the invoices."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("month", type=_month, help="such as 2026-10")
        parser.add_argument("--agency", help="the slug of one agency; all")
        parser.add_argument("--brand", help="the slug of one brand; all with a contract")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        for agency_id, brand_id in _brands(options["agency"], options["brand"]):
            with tenant_scope(agency_id):
                brand = Brand.objects.select_related("agency").get(pk=brand_id)
                try:
                    invoice = close_period(brand, options["month"])
                except Refusal as refusal:
                    refused += 1
                    self.stderr.write(f"{brand}: {refusal}")
                    continue
            self.stdout.write(f"{brand}: {_said(invoice)}")
        if refused:
            raise CommandError(f"{refused} brands are not closed.")


def _said(invoice: Invoice | None) -> str:
    if invoice is None:
        return "nothing"
    return f"{invoice.number}, {invoice.total:.2f} {invoice.currency}"


def _brands(agency: str | None, brand: str | None) -> list[tuple[int, int]]:
    with every_tenant():
        rows = Contract.objects.order_by("agency_id", "brand_id")
        if agency:
            rows = rows.filter(agency__slug=agency)
        if brand:
            rows = rows.filter(brand__slug=brand)
        found = list(rows.values_list("agency_id", "brand_id").distinct())
    if not found:
        raise CommandError("No brand with a contract has this name.")
    return found


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        raise CommandError(f"{text!r} is no month: write it as 2026-10.") from None
