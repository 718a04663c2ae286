"""What the hours hold, as one hash."""

from hashlib import sha256

from reports.models import AgentHour, KpiHour


def hours_fingerprint() -> str:
    digest = sha256()
    for model, order in ((KpiHour, ("brand", "hour", "agent")), (AgentHour, ("agent", "hour"))):
        names = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
        for row in model.objects.order_by(*order).values_list(*names).iterator(2000):
            digest.update(repr(row).encode())
    return digest.hexdigest()
