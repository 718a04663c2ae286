"""What the clock starts. Every sweep asks what is due, so a late or repeated run does no harm."""

from celery import shared_task

from agents.actions import drop_expired_consoles
from agents.models import ConsoleLease
from conversations.actions.routing import return_deserted, route_waiting
from conversations.models import Conversation, Status
from conversations.queries import deserted_conversations
from tenants.scoping import every_tenant, tenant_scope


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
