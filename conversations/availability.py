"""Whether a brand can answer right now."""

from typing import Any

from django.db.models import F

from agents.models import Agent, Status
from tenants.models import Brand
from tenants.queries import brand_scope


def brand_status(brand: Brand) -> dict[str, Any]:
    """``open``: somebody has a free slot; ``busy``: all are taken; ``offline``: nobody is there."""
    with brand_scope(brand):
        # A console that reloads is there: the chat waits a moment for it.
        there = Agent.objects.connected().filter(
            status=Status.AVAILABLE, assignments__brand=brand, membership__is_active=True
        )
        if not there.exists():
            return {"online": False, "state": "offline", "wait": None}
        is_free = there.filter(load__lt=F("capacity")).exists()
        return {"online": True, "state": "open" if is_free else "busy", "wait": None}
