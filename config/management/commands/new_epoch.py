"""After a restore or a failover that lost a tail: docs/operating.md, "After a restore"."""

from typing import Any
from uuid import uuid4

from django.core.management.base import BaseCommand

from conversations.models import LogEpoch


class Command(BaseCommand):
    help = "Names the log's timeline anew, so that every client drops what it holds and loads it."

    def handle(self, *args: Any, **options: Any) -> None:
        LogEpoch.objects.using("owner").update(value=uuid4().hex)
        self.stdout.write("Clients connect and load afresh within seconds.")
