"""What the eight weeks come to: contracts, what clients said of their leads, charges, invoices."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period
from billing.actions.contracts import agree_contract, set_party
from billing.queries.contracts import today as today_in
from billing.queries.periods import open_months
from billing.rating import next_month
from config.demo.history.objections import OBJECTIONS
from config.demo.history.terms import AGENCY, CLIENTS, CONTRACTS, RAISED
from leads.actions.disputes import answer_dispute, expire_disputes, open_dispute
from leads.actions.pipeline import set_lead_status
from leads.models import Lead, LeadStatus, Reason
from tenants.models import Agency, Brand, Membership, Role

# What clients have said of a lead a few days later, in hundredths; of the rest they say nothing.
SAID = {LeadStatus.ACCEPTED: 45, LeadStatus.WON: 15, LeadStatus.LOST: 9, LeadStatus.REJECTED: 4}
# What a won lead has brought, from and to.
WORTH = {
    "studio-nova": (180, 4200),
    "velopark": (49, 2900),
    "biolekarna": (600, 14000),
    "harbour-cottages": (590, 1900),
}
# Its last month is left for whoever wants to see a month being closed.
LEFT_OPEN = "velopark"
# Reason, days until the agency's answer, and whether it agrees. Without an answer the dispute
# runs out; the last of each brand is new and still open.
DISPUTES = (
    (Reason.WRONG_NUMBER, 1, True),
    (Reason.OUT_OF_SCOPE, 2, False),
    (Reason.ALREADY_CUSTOMER, None, False),
    (Reason.NO_CONTACT, None, False),
)
ONE_DAY, SETTLED = timedelta(days=1), timedelta(days=14)


def agree_on_prices(agency: Agency, since: date, today: date) -> None:
    """From the first day on; where prices were raised, from the first of this month on."""
    set_party(agency, None, by=None, **AGENCY)
    for brand in Brand.objects.filter(slug__in=CONTRACTS):
        terms = CONTRACTS[brand.slug]
        set_party(agency, brand, by=None, **CLIENTS[brand.slug])
        agree_contract(brand, by=None, valid_from=since, **terms)
        if brand.slug in RAISED:
            month = today.replace(day=1)
            agree_contract(brand, by=None, valid_from=month, **terms | RAISED[brand.slug])


def say_of_leads(until: datetime, luck: Random) -> None:
    """The clients' managers say what became of their leads, and object to a few."""
    owner = Membership.objects.filter(role=Role.OWNER).earliest("pk")
    managers = {
        brand_id: member
        for member in Membership.objects.filter(role=Role.CLIENT_MANAGER)
        for brand_id in member.accesses.values_list("brand_id", flat=True)
    }
    for brand in Brand.objects.filter(slug__in=WORTH):
        rows = Lead.objects.filter(brand=brand).select_related("brand")
        leads = list(rows.order_by("captured_at"))
        for lead in leads:
            _judge(lead, managers[brand.pk], until, luck)
        qualified = [lead for lead in leads if lead.is_qualified]
        _object(qualified, managers[brand.pk], owner, until, OBJECTIONS[brand.slug])
    expire_disputes(at=until)


def _judge(lead: Lead, manager: Membership, until: datetime, luck: Random) -> None:
    silence = 100 - sum(SAID.values())
    status = luck.choices([*SAID, ""], weights=[*SAID.values(), silence])[0]
    at = lead.captured_at + timedelta(days=luck.uniform(0.2, 9))
    if status and at < until:
        low, high = WORTH[lead.brand.slug]
        value = Decimal(luck.randrange(low, high)) if status == LeadStatus.WON else lead.value
        set_lead_status(lead, member=manager, status=status, value=value, at=at)


def _object(
    leads: list[Lead],
    manager: Membership,
    owner: Membership,
    until: datetime,
    words: Sequence[tuple[str, str]],
) -> None:
    """Old disputes that ended in every way, and one from yesterday."""
    *ended, (reason, _, _) = DISPUTES
    old = [lead for lead in leads if lead.captured_at < until - SETTLED]
    for lead, (why, days, accept), (comment, answer) in zip(old[1::4], ended, words, strict=False):
        at = lead.captured_at + ONE_DAY
        dispute = open_dispute(lead, member=manager, reason=why, comment=comment, at=at)
        if days:
            answered = at + timedelta(days=days)
            answer_dispute(dispute, member=owner, accept=accept, answer=answer, at=answered)
    at = (until - ONE_DAY).replace(hour=13, minute=10)
    recent = [lead for lead in leads if lead.captured_at < at]
    open_dispute(recent[-1], member=manager, reason=reason, comment=words[-1][0], at=at)


def charge_and_close() -> None:
    """Charge everything, and issue the invoices of the months that are over, month by month."""
    brands = list(Brand.objects.filter(slug__in=CONTRACTS).select_related("agency").order_by("pk"))
    for brand in brands:
        charge_brand(brand)
    # Where it is still yesterday, a month ends later too.
    today = min(today_in(brand.time_zone) for brand in brands)
    for month in _months_over(brands[0], today):
        for brand in brands:
            is_last = next_month(month) == today.replace(day=1)
            if not (is_last and brand.slug == LEFT_OPEN):
                close_period(brand, month, issued_on=next_month(month))


def _months_over(brand: Brand, today: date) -> Iterator[date]:
    return (month for month in open_months(brand) if month < today.replace(day=1))
