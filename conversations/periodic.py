"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from functools import partial

from celery import shared_task
from django.db.models import QuerySet

from agents.actions import drop_expired_consoles
from agents.models import ConsoleLease
from agents.queries import free_assignments
from conversations.actions import erasures, letters, scans
from conversations.actions.routing import return_deserted, route_waiting
from conversations.actions.supervision import end_expired_watches
from conversations.emails import letter_mail
from conversations.files import scanner, storage
from conversations.models import Conversation, File, Letter, Status, Watch
from conversations.queries import deserted_conversations
from tenants import outbox
from tenants.mail import send_mail
from tenants.outbox import Sender
from tenants.scoping import every_tenant, tenant_scope
from tenants.sweeps import for_each_agency, in_each_agency

CLAMD = "clamd"


@shared_task
def route_conversations() -> None:
    """Take from agents who are gone what visitors wait for, and give out what waits."""
    in_each_agency(ConsoleLease.objects.expired, drop_expired_consoles)
    in_each_agency(deserted_conversations, return_deserted)
    for_each_agency(_routable_agencies, _route)


@shared_task
def end_watches() -> None:
    """Tell the log of watches whose sockets are gone with their process."""
    in_each_agency(Watch.objects.expired, end_expired_watches)


@shared_task
def scan_files() -> None:
    """Have the scanner look at what was uploaded."""
    with every_tenant():
        rows = outbox.due(File.objects.all()).values_list("agency_id", "pk")
        due = [(agency_id, file_id, CLAMD) for agency_id, file_id in rows[: outbox.MAX_ROWS]]
    outbox.relay(due, scan_file)


@shared_task
def send_letters() -> None:
    """Send the transcripts that were asked for."""
    with every_tenant():
        rows = outbox.due(Letter.objects.all())
        due = list(rows.values_list("agency_id", "pk", "address")[: outbox.MAX_ROWS])
    outbox.relay(due, send_letter)


@shared_task
def remove_unsent_files() -> None:
    in_each_agency(scans.unsent_files, scans.remove_unsent)


@shared_task
def erase_files() -> None:
    """Erase the bytes that no row names any more."""
    in_each_agency(erasures.due_erasures, erasures.erase_due)


def scan_file(agency_id: int, file_id: int) -> bool:
    """False when the scanner did not answer."""
    return outbox.hand_over(
        agency_id, file_id, claim=scans.claim_file, sender=_scanning, record=scans.record_scan
    )


def send_letter(agency_id: int, letter_id: int) -> bool:
    """False when the mail server did not take it."""
    return outbox.hand_over(
        agency_id,
        letter_id,
        claim=letters.claim_letter,
        sender=_sending,
        record=outbox.record_attempt,
    )


def _scanning(file: File) -> Sender:
    return lambda: scanner.scan(storage.read(file.key))


def _sending(letter: Letter) -> Sender:
    return partial(send_mail, letter_mail(letter))


def _routable_agencies() -> QuerySet:
    return _routable().values_list("agency_id", flat=True).distinct()


def _route(agency_id: int) -> None:
    with tenant_scope(agency_id):
        brands = list(_routable().values_list("brand_id", flat=True).distinct())
    route_waiting(agency_id, brands)


def _routable() -> QuerySet:
    """Who waits where somebody is free: all others would be looked at each second for nothing."""
    brands = free_assignments().values("brand_id")
    return Conversation.objects.filter(status=Status.WAITING, brand_id__in=brands)
