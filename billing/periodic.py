"""What the clock starts. Every job asks what is due, so it may be lost, late, or run twice."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter

from celery import shared_task
from django.utils.timezone import now

from billing.actions.charging import charge_brand as charge
from billing.actions.closing import close_period
from billing.actions.contracts import keep_dispute_terms
from billing.models import Contract
from billing.queries.checks import mismatches
from billing.queries.contracts import today
from billing.queries.due import uncharged_chats, uncharged_leads, uncredited_disputes
from billing.queries.periods import open_months
from billing.rating.months import ONE_DAY
from tenants.errors import Refusal
from tenants.models import Brand
from tenants.scoping import every_tenant, tenant_scope
from tenants.sweeps import contained

logger = logging.getLogger(__name__)

# What settled before is charged when the month is closed, or found by check_ledger.
LOOK_BACK = timedelta(days=2)


@shared_task
def charge_due() -> None:
    """Charge what brands with a contract have used lately."""
    with every_tenant():
        agreed = set(Contract.objects.values_list("agency_id", "brand_id").distinct())
        due = {
            *uncharged_chats(now() - LOOK_BACK).values_list("agency_id", "brand_id").distinct(),
            *uncharged_leads().values_list("agency_id", "brand_id").distinct(),
            *uncredited_disputes().order_by().values_list("agency_id", "brand_id").distinct(),
        }
    for agency_id, brand_id in sorted(due & agreed):
        charge_brand.delay(agency_id, brand_id)


@shared_task
def charge_brand(agency_id: int, brand_id: int) -> None:
    """Charge what settled lately; closing the month looks at everything."""
    with tenant_scope(agency_id):
        charge(Brand.objects.get(pk=brand_id), since=now() - LOOK_BACK)


@shared_task
def close_due() -> None:
    """Close last month for the brands whose contract names a day for it, once it has come.

    And with a contract that has begun meanwhile, its terms for disputes begin.
    """
    with every_tenant():
        rows = Contract.objects.order_by("agency_id", "brand_id", "valid_from")
        agreed = list(rows.select_related("brand"))
    for brand, versions in groupby(agreed, key=attrgetter("brand")):
        with contained("The contract of %s cannot be looked at.", brand):
            _follow(list(versions))


def _follow(contracts: Sequence[Contract]) -> None:
    brand = contracts[0].brand
    with tenant_scope(brand.agency_id):
        keep_dispute_terms(brand)
    _close_if_due(contracts)


def _close_if_due(contracts: Sequence[Contract]) -> None:
    """The version says it by which the month is paid; one that has ended, of its last month."""
    brand = contracts[0].brand
    day = today(brand.time_zone)
    end_of_last = day.replace(day=1) - ONE_DAY
    named = [one.closing_day for one in contracts if one.valid_from <= end_of_last]
    if named and named[-1] is not None and day.day >= named[-1]:
        close_brand.delay(brand.agency_id, brand.pk, end_of_last.replace(day=1).isoformat())


@shared_task
def close_brand(agency_id: int, brand_id: int, month: str) -> None:
    """Close the month of a day for a brand, and every open one before it."""
    last = date.fromisoformat(month)
    with tenant_scope(agency_id):
        brand = Brand.objects.select_related("agency").get(pk=brand_id)
        waiting = [one for one in open_months(brand) if one <= last]
    for one in waiting:
        with tenant_scope(agency_id):
            try:
                close_period(brand, one)
            except Refusal as refusal:
                logger.warning("%s of brand %s is not closed: %s", one, brand_id, refusal)
                return


@shared_task
def check_ledger() -> None:
    """Tell of chats without a charge, and of charges without a chat."""
    with every_tenant():
        agreed = list(Contract.objects.values_list("agency_id", "brand_id").distinct())
    for agency_id, brand_id in agreed:
        with contained("The ledger of brand %s cannot be checked.", brand_id):
            _check(agency_id, brand_id)


def _check(agency_id: int, brand_id: int) -> None:
    with tenant_scope(agency_id):
        for found in mismatches(Brand.objects.get(pk=brand_id)):
            logger.error("Ledger of brand %s: %s", brand_id, found)
