"""A lead as a signed webhook: docs/webhooks.md."""

import hashlib
import hmac
import time
from dataclasses import dataclass
from uuid import UUID

import orjson
from django.utils.translation import override

from leads.models import Delivery
from leads.safe_http import post
from leads.serializers import lead_json
from tenants.outbox import NotSent

LEAD = "lead"


@dataclass(frozen=True)
class Webhook:
    """A message that needs nothing more of the database."""

    id: UUID
    url: str
    secret: str
    body: bytes

    def send(self) -> str:
        """What the receipt says. Raises NotSent."""
        timestamp = int(time.time())
        status = post(self.url, content=self.body, headers=self.headers(timestamp))
        if not 200 <= status < 300:
            raise NotSent(str(status))
        return str(status)

    def headers(self, timestamp: int) -> dict[str, str]:
        return {
            "Content-Type": "application/json",
            "User-Agent": "Switchboard",
            "Switchboard-Id": str(self.id),
            "Switchboard-Timestamp": str(timestamp),
            "Switchboard-Signature": signature(self.secret, timestamp, self.id, self.body),
        }


def webhook_for(delivery: Delivery) -> Webhook:
    """Made inside the scope, sent outside of it."""
    with override(delivery.lead.brand.language):
        lead = lead_json(delivery.lead)
    message = {"id": delivery.uuid, "type": LEAD, "at": delivery.created_at, "lead": lead}
    destination = delivery.destination
    body = orjson.dumps(message, default=str)
    return Webhook(delivery.uuid, destination.address, destination.secret, body)


def signature(secret: str, timestamp: int, message_id: UUID, body: bytes) -> str:
    signed = f"{timestamp}.{message_id}.".encode() + body
    return "v1=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
