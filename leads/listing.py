"""Leads as pages of a list, each with what the client objects to, and what all of them come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from leads.models import Dispute, DisputeStatus, Lead, LeadForm, LeadStatus
from leads.queries import last_disputes, lead_form, may_dispute
from tenants.queries import database_time

PAGE = 40
# What a line shows beside the lead's own.
SHOWN = ("brand", "conversation", "agent", "duplicate_of")
TAKEN = [LeadStatus.ACCEPTED, LeadStatus.WON]


@dataclass(frozen=True)
class Row:
    lead: Lead
    dispute: Dispute | None
    # Whether the client can object to it now.
    may_dispute: bool


@dataclass(frozen=True)
class Page:
    rows: list[Row]
    # The lead after which the next page begins.
    after: UUID | None


@dataclass(frozen=True)
class Figures:
    """What the leads of a list come to."""

    leads: int
    qualified: int
    taken: int
    won: int
    # What won leads brought: one sum for each currency.
    sums: list[tuple[Decimal, str]]
    disputed: int
    waiting: int

    @property
    def qualified_share(self) -> float | None:
        return 100 * self.qualified / self.leads if self.leads else None


def page_of(leads: QuerySet[Lead], after: UUID | None = None) -> Page:
    """The latest first. A page begins behind a lead, so new ones do not shift it."""
    if after and (last := leads.filter(uuid=after).first()):
        earlier = Q(captured_at__lt=last.captured_at)
        same = Q(captured_at=last.captured_at, pk__lt=last.pk)
        # Said twice: an index begins to read at a bound, not at an alternative.
        leads = leads.filter(earlier | same, captured_at__lte=last.captured_at)
    # Not joined, as in the inbox, so that a page is read from an index.
    leads = leads.select_related(None).prefetch_related(*SHOWN)
    found = list(leads.order_by("-captured_at", "-pk")[: PAGE + 1])
    return Page(_rows(found[:PAGE]), found[PAGE - 1].uuid if len(found) > PAGE else None)


def figures_of(leads: QuerySet[Lead]) -> Figures:
    plain = leads.select_related(None).order_by()
    counts = plain.aggregate(
        leads=Count("pk"),
        qualified=Count("pk", filter=Q(is_qualified=True)),
        taken=Count("pk", filter=Q(status__in=TAKEN)),
        won=Count("pk", filter=Q(status=LeadStatus.WON)),
    )
    disputes = Dispute.objects.filter(lead__in=plain.values("pk")).aggregate(
        disputed=Count("lead", distinct=True),
        waiting=Count("lead", distinct=True, filter=Q(status=DisputeStatus.OPEN)),
    )
    return Figures(**counts, **disputes, sums=_sums(plain))


def _sums(leads: QuerySet[Lead]) -> list[tuple[Decimal, str]]:
    won = leads.filter(status=LeadStatus.WON, value__isnull=False)
    rows = won.values("currency").annotate(total=Sum("value")).order_by("-total")
    return [(row["total"], row["currency"]) for row in rows]


def _rows(leads: Sequence[Lead]) -> list[Row]:
    disputes, at = last_disputes(leads), database_time()
    forms: dict[int, LeadForm] = {}
    for lead in leads:
        if lead.brand_id not in forms:
            forms[lead.brand_id] = lead_form(lead.brand)
    return [
        Row(lead, dispute, may_dispute(lead, forms[lead.brand_id], dispute, at))
        for lead in leads
        for dispute in [disputes.get(lead.pk)]
    ]
