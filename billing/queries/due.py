"""What has happened and is not in the ledger yet."""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from billing.models import Charge, ChargeKind
from leads.models import Dispute, Lead
from leads.queries import disputes_to_credit
from reports.models import ChatFact
from reports.queries.chats import settled_facts
from tenants.models import Brand

# Who comes back in the last moment may be stored a moment later.
COMMITTED = timedelta(minutes=1)


def chats_due(
    brand: Brand, begun: datetime, *, settled_since: datetime | None = None
) -> QuerySet[ChatFact]:
    """Handled chats counted from ``begun`` on that are not charged, in the order they began."""
    rows = settled_facts(brand, begun, datetime.max.replace(tzinfo=UTC))
    return _uncharged(rows, settled_since)


def uncharged_chats(settled_since: datetime) -> QuerySet[ChatFact]:
    """The same of every brand in reach, near enough to know whom to look at."""
    return _uncharged(ChatFact.objects.all(), settled_since)


def _uncharged(
    facts: QuerySet[ChatFact], settled_since: datetime | None = None
) -> QuerySet[ChatFact]:
    due = facts.filter(is_billable=True, settled_at__lte=Now() - COMMITTED)
    if settled_since is not None:
        due = due.filter(settled_at__gt=settled_since)
    return due.exclude(Exists(charges_of_chat()))


def charges_of_chat() -> QuerySet[Charge]:
    """The charge of a chat, inside a query of facts."""
    return Charge.objects.filter(
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        about=OuterRef("conversation__uuid"),
        first_seq=OuterRef("first_seq"),
        kind=ChargeKind.CHAT,
    )


def leads_due(brand_id: int) -> QuerySet[Lead]:
    return uncharged_leads().filter(brand_id=brand_id).order_by("captured_at", "pk")


def uncharged_leads() -> QuerySet[Lead]:
    charged = Charge.objects.filter(
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        about=OuterRef("uuid"),
        kind=ChargeKind.LEAD,
    )
    # Until the brand has it, an agent may still correct it.
    qualified = Lead.objects.filter(is_qualified=True, delivered_at__isnull=False)
    return qualified.exclude(Exists(charged))


def credits_due(brand_id: int) -> QuerySet[Dispute]:
    """Disputes that the client has won, of leads that are charged and not taken back."""
    return uncredited_disputes().filter(brand_id=brand_id).order_by("answered_at", "pk")


def uncredited_disputes() -> QuerySet[Dispute]:
    charged = Charge.objects.filter(
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        about=OuterRef("lead__uuid"),
        kind=ChargeKind.LEAD,
    )
    return disputes_to_credit().filter(Exists(charged.filter(reversals__isnull=True)))
