"""After the play: what the chats come to, up to an invoice for each brand.

It calls what the workers call, so it does not matter who is first; and then it takes the
other way round, from the log, and counts whether both ways come to the same.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, QuerySet
from django.utils.timezone import now

from billing.actions.closing import close_period
from billing.models import Charge, ChargeKind, Invoice, LineCharge
from billing.queries.contracts import today
from billing.queries.due import COMMITTED
from billing.queries.proof import prove
from config.replay.stage import Scene
from conversations.models import Conversation
from leads.models import Lead
from leads.periodic import deliver_leads
from reports.actions.facts import derive_facts
from reports.actions.recompute import derive_again, roll_up_again
from reports.actions.roll_up import note_presence, roll_up
from reports.models import ChatFact, StaleHour
from reports.queries.hours import hours_fingerprint
from reports.spans import hour_of
from tenants.models import Brand
from tenants.scoping import tenant_scope

WATCH_SECONDS = 1.0


@dataclass
class Account:
    """What a brand was served, and what it pays. Pairs that must be equal stand together."""

    brand: str
    chats: int
    handled: int
    handled_charged: int
    handled_on_invoice: int
    leads: int
    qualified: int
    leads_charged: int
    leads_on_invoice: int
    invoice: str
    total: str
    # Between the invoice and what the log gives.
    differences: list[str]

    @property
    def is_right(self) -> bool:
        chats = {self.handled, self.handled_charged, self.handled_on_invoice}
        leads = {self.qualified, self.leads_charged, self.leads_on_invoice}
        is_issued = bool(self.invoice) or not self.handled + self.qualified
        return len(chats) == len(leads) == 1 and is_issued and not self.differences


@dataclass
class Ending:
    accounts: list[Account] = field(default_factory=list)
    # Found when everything was counted once more from the log.
    wrong_facts: int = 0
    wrong_hours: int = 0

    @property
    def is_right(self) -> bool:
        is_same = not self.wrong_facts + self.wrong_hours
        return is_same and all(account.is_right for account in self.accounts)


def end(scene: Scene, wait: Callable[[float], None]) -> Ending:
    """Charge and invoice what the brands of the scene were served."""
    keys = list(scene.keys.values())
    with tenant_scope(scene.agency_id):
        conversations = Conversation.objects.filter(brand__public_key__in=keys)
        derive_facts(conversations)
    _settle(scene.agency_id, keys, wait)
    _roll_up(scene.agency_id)
    ending = Ending([_close(scene.agency_id, key) for key in keys])
    running = hour_of(now())
    with tenant_scope(scene.agency_id):
        before = hours_fingerprint(running)
    ending.wrong_facts = sum(derive_again(scene.agency_id))
    _exhaust(roll_up_again(scene.agency_id))
    with tenant_scope(scene.agency_id):
        ending.wrong_hours = int(hours_fingerprint(running) != before)
    return ending


def _settle(agency_id: int, keys: list[str], wait: Callable[[float], None]) -> None:
    """Until no chat can go on any more, and every lead is with its brand."""
    while seconds := _seconds_left(agency_id, keys):
        wait(seconds)
        time.sleep(min(seconds, WATCH_SECONDS))
        deliver_leads()


def _roll_up(agency_id: int) -> None:
    """Until no hour is noted: one that a worker has in hand is passed over."""
    is_noted = True
    while is_noted:
        with tenant_scope(agency_id):
            note_presence()
            roll_up()
            is_noted = StaleHour.objects.exists()
        time.sleep(WATCH_SECONDS if is_noted else 0)


def _seconds_left(agency_id: int, keys: list[str]) -> float:
    with tenant_scope(agency_id):
        facts = ChatFact.objects.filter(brand__public_key__in=keys)
        last: datetime | None = facts.aggregate(last=Max("settled_at"))["last"]
        leads = Lead.objects.filter(brand__public_key__in=keys, delivered_at=None)
        at_least = WATCH_SECONDS if leads.exists() else 0.0
    left = (last + COMMITTED - now()).total_seconds() if last else 0.0
    return max(left, at_least, 0.0)


def _close(agency_id: int, key: str) -> Account:
    with tenant_scope(agency_id):
        brand = Brand.objects.select_related("agency").get(public_key=key)
        invoice = close_period(brand, today(brand.time_zone), early=True)
    with tenant_scope(agency_id):
        return _account(brand, invoice)


def _account(brand: Brand, invoice: Invoice | None) -> Account:
    facts, leads = ChatFact.objects.filter(brand=brand), Lead.objects.filter(brand=brand)
    charged = Charge.objects.filter(brand=brand)
    printed = LineCharge.objects.filter(line__invoice=invoice)
    return Account(
        brand=brand.name,
        chats=facts.count(),
        handled=facts.filter(is_billable=True).count(),
        handled_charged=charged.filter(kind=ChargeKind.CHAT).count(),
        handled_on_invoice=_with_evidence(printed, ChargeKind.CHAT),
        leads=leads.count(),
        qualified=leads.filter(is_qualified=True).count(),
        leads_charged=charged.filter(kind=ChargeKind.LEAD).count(),
        leads_on_invoice=_with_evidence(printed, ChargeKind.LEAD),
        invoice=invoice.number if invoice else "",
        total=f"{invoice.total:.2f} {invoice.currency}" if invoice else "",
        differences=[str(one) for one in prove(invoice)] if invoice else [],
    )


def _with_evidence(rows: QuerySet[LineCharge], kind: ChargeKind) -> int:
    """Rows of an invoice with something behind them that a reader can check."""
    return rows.filter(charge__kind=kind, charge__evidence__has_key="rules").count()


def _exhaust(steps: Iterable[int]) -> None:
    for _ in steps:
        pass
