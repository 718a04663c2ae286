"""What has happened and is not in the ledger yet."""

from datetime import UTC, datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat, Now

from billing.models import Charge, ChargeKind
from leads.models import Dispute, Lead
from leads.queries import disputes_to_credit
from reports.models import ChatFact
from reports.queries.chats import settled_facts
from tenants.models import Brand

# Who comes back in the last moment may be stored a moment later.
COMMITTED = timedelta(minutes=1)
FACT_SOURCE = Concat(
    Cast("conversation__uuid", CharField()),
    Value(":"),
    Cast("first_seq", CharField()),
    output_field=CharField(),
)


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
    charged = Charge.objects.filter(
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        kind=ChargeKind.CHAT,
        source=OuterRef("source"),
    )
    due = facts.filter(is_billable=True, settled_at__lte=Now() - COMMITTED)
    if settled_since is not None:
        due = due.filter(settled_at__gt=settled_since)
    return due.annotate(source=FACT_SOURCE).exclude(Exists(charged))


def leads_due(brand_id: int) -> QuerySet[Lead]:
    return uncharged_leads().filter(brand_id=brand_id).order_by("captured_at", "pk")


def uncharged_leads() -> QuerySet[Lead]:
    charged = Charge.objects.filter(
        agency_id=OuterRef("agency_id"),
        brand_id=OuterRef("brand_id"),
        kind=ChargeKind.LEAD,
        source=Cast(OuterRef("uuid"), CharField()),
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
        kind=ChargeKind.LEAD,
        source=Cast(OuterRef("lead__uuid"), CharField()),
    )
    return disputes_to_credit().filter(Exists(charged.filter(reversals__isnull=True)))
