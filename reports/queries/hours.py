"""What the hours hold, as one hash."""

from datetime import datetime
from hashlib import sha256

from reports.models import AgentHour, KpiHour


def hours_fingerprint(until: datetime) -> str:
    """Of agents, only the hours before ``until``: in one that is not over their time still runs."""
    chats = KpiHour.objects.order_by("brand", "hour", "agent")
    presence = AgentHour.objects.filter(hour__lt=until).order_by("agent", "hour")
    digest = sha256()
    for rows in (chats, presence):
        names = [
            field.attname for field in rows.model._meta.concrete_fields if not field.primary_key
        ]
        for row in rows.values_list(*names).iterator(2000):
            digest.update(repr(row).encode())
    return digest.hexdigest()
