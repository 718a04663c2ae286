"""``manage.py verify_invoice NUMBER``: make an invoice anew from the event log, and compare."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from billing.models import Invoice
from billing.queries.invoices import invoice_by_number
from billing.queries.proof import prove
from tenants.scoping import every_tenant, tenant_scope


class Command(BaseCommand):
    help = "Makes an invoice anew from the event log and shows every difference."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("number")
        parser.add_argument("--agency", help="its slug, where several have this number")

    def handle(self, *args: Any, **options: Any) -> None:
        agency_id = _agency_of(options["number"], options["agency"])
        with tenant_scope(agency_id):
            invoice = invoice_by_number(options["number"])
            differences = prove(invoice)
            lines = invoice.lines.count()
        for difference in differences:
            self.stdout.write(str(difference))
        if differences:
            raise CommandError(f"{invoice.number}: {len(differences)} differences.", returncode=1)
        self.stdout.write(
            f"{invoice.number}: equal. {lines} lines, {invoice.total:.2f} {invoice.currency}."
        )


def _agency_of(number: str, slug: str | None) -> int:
    with every_tenant():
        found = Invoice.objects.without_files().filter(number=number)
        if slug:
            found = found.filter(agency__slug=slug)
        agencies = list(found.values_list("agency_id", "agency__slug"))
    if not agencies:
        raise CommandError(f"There is no invoice {number}.")
    if len(agencies) > 1:
        slugs = ", ".join(sorted(slug for _pk, slug in agencies))
        raise CommandError(f"Several agencies have an invoice {number}: add --agency {slugs}.")
    return agencies[0][0]
