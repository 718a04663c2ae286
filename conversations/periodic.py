"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from functools import partial

from celery import shared_task

from agents.actions import drop_expired_consoles
from agents.models import ConsoleLease
from conversations.actions import letters, scans
from conversations.actions.routing import return_deserted, route_waiting
from conversations.actions.supervision import end_expired_watches
from conversations.emails import letter_mail
from conversations.files import scanner, storage
from conversations.models import Conversation, File, Letter, Status, Watch
from conversations.queries import deserted_conversations
from tenants import outbox
from tenants.mail import send_mail
from tenants.scoping import every_tenant, tenant_scope

CLAMD = "clamd"


@shared_task
def route_conversations() -> None:
    """Take from agents who are gone what visitors wait for, and give out what waits."""
    with every_tenant():
        expired = set(ConsoleLease.objects.expired().values_list("agency_id", flat=True))
        deserted = set(deserted_conversations().values_list("agency_id", flat=True))
    for agency_id in expired:
        with tenant_scope(agency_id):
            drop_expired_consoles()
    for agency_id in deserted:
        with tenant_scope(agency_id):
            return_deserted()
    with every_tenant():
        waiting = Conversation.objects.filter(status=Status.WAITING)
        pairs = list(waiting.values_list("agency_id", "brand_id").distinct())
    for agency_id in {agency_id for agency_id, _ in pairs}:
        route_waiting(agency_id, [brand for agency, brand in pairs if agency == agency_id])


@shared_task
def end_watches() -> None:
    """Tell the log of watches whose sockets are gone with their process."""
    with every_tenant():
        agencies = set(Watch.objects.expired().values_list("agency_id", flat=True))
    for agency_id in agencies:
        with tenant_scope(agency_id):
            end_expired_watches()


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
    with every_tenant():
        agencies = set(scans.unsent_files().values_list("agency_id", flat=True))
    for agency_id in agencies:
        with tenant_scope(agency_id):
            scans.remove_unsent()


def scan_file(agency_id: int, file_id: int) -> bool:
    """Claim, ask outside of any transaction, write down. False when the scanner did not answer."""
    with tenant_scope(agency_id):
        file = scans.claim_file(file_id)
    if file is None:
        return True
    attempt = outbox.attempted(lambda: scanner.scan(storage.read(file.key)))
    with tenant_scope(agency_id):
        scans.record_scan(file, attempt)
    return attempt.ok


def send_letter(agency_id: int, letter_id: int) -> bool:
    """As with a file. False when the mail server did not take it."""
    with tenant_scope(agency_id):
        letter = letters.claim_letter(letter_id)
        if letter is None:
            return True
        message = letter_mail(letter)
    attempt = outbox.attempted(partial(send_mail, message))
    with tenant_scope(agency_id):
        letters.record_attempt(letter, attempt)
    return attempt.ok
