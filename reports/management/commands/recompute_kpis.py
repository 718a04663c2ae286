from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from reports.actions.recompute import derive_again, roll_up_again
from reports.queries.hours import hours_fingerprint
from reports.spans import hour_of
from tenants.models import Agency
from tenants.scoping import every_tenant, tenant_scope


class Command(BaseCommand):
    help = (
        "Derive all facts and hours anew from the log. Chats and hours that are right stay as"
        " they are; anything else is a finding, and is mended."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", metavar="SLUG", help="only this one")

    def handle(self, *args: object, agency: str | None, **options: object) -> None:
        with every_tenant():
            rows = Agency.objects.order_by("slug")
            found = list(rows.filter(slug=agency) if agency else rows)
        if not found:
            raise CommandError("There is no such agency.")
        for one in found:
            self.stdout.write(f"{one.slug}: {_recompute(one.pk)}")


def _recompute(agency_id: int) -> str:
    running = hour_of(now())
    with tenant_scope(agency_id):
        before = hours_fingerprint(running)
    facts = sum(derive_again(agency_id))
    hours = sum(roll_up_again(agency_id))
    with tenant_scope(agency_id):
        is_same = hours_fingerprint(running) == before
    hours_are = "are as they were" if is_same else "have changed"
    return f"{facts} chats corrected; {hours} hours counted anew {hours_are}."
