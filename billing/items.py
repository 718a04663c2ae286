"""What stands behind a line of an invoice, as its reader opens it: chats, leads and the rest."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.core.paginator import Page, Paginator

from billing.models import Charge, ChargeKind, InvoiceLine, LineCharge
from billing.queries.ledger import charges_of
from billing.reasons import explain_rule, outcome_text

PAGE = 50


@dataclass(frozen=True)
class Rule:
    passed: bool
    text: str


@dataclass(frozen=True)
class Item:
    """A charge with its evidence in words."""

    charge: Charge
    is_late: bool

    @property
    def proof(self) -> dict[str, Any]:
        """Of a credit, what proves the charge that it takes back."""
        origin = self.charge.reverses
        return (origin.evidence if origin else {}) | self.charge.evidence

    @property
    def conversation(self) -> str:
        return str(self.proof.get("conversation") or "")

    @property
    def lead(self) -> str:
        return str(self.proof.get("lead") or "")

    @property
    def began(self) -> datetime:
        """When the chat began, or the lead was captured; what closing added has its own time."""
        text = self.proof.get("opened_at") or self.proof.get("captured_at")
        return datetime.fromisoformat(text) if text else self.charge.occurred_at

    @property
    def first_response(self) -> timedelta | None:
        return _duration(self.proof.get("first_response"))

    @property
    def longest_wait(self) -> timedelta | None:
        return _duration(self.proof.get("longest_wait"))

    @property
    def outcome(self) -> str:
        return outcome_text(self.proof.get("outcome", ""))

    @property
    def fingerprint(self) -> str:
        return str(self.proof.get("transcript_hash") or "")

    @property
    def rules(self) -> list[Rule]:
        kind = ChargeKind.LEAD if self.lead else ChargeKind.CHAT
        return [
            Rule(
                one["passed"],
                explain_rule(kind, one["rule"], one["passed"], one.get("detail", "")),
            )
            for one in self.proof.get("rules", [])
        ]


def items_of(line: InvoiceLine, number: str | None) -> dict[str, Any]:
    """A page of them for a template, in the order in which they happened."""
    page: Page[LineCharge] = Paginator(charges_of(line), PAGE).get_page(number)
    items = [Item(row.charge, row.is_late) for row in page.object_list]
    return {"line": line, "page": page, "items": items}


def _duration(seconds: str | None) -> timedelta | None:
    if seconds is None:
        return None
    return timedelta(microseconds=int(Decimal(seconds).scaleb(6)))
