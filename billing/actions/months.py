"""Closing a month for many brands, by the workers: an office does not wait for two hundred."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from celery import current_app
from django.db import transaction

from tenants.actions import record
from tenants.models import Brand, User

# By its name: it is above actions, which it calls.
CLOSE_BRAND = "billing.periodic.close_brand"


@transaction.atomic
def close_soon(brands: Sequence[Brand], month: date, *, by: User) -> None:
    for brand in brands:
        record(brand.agency_id, by, "month.closing", brand, month=f"{month:%Y-%m}")
        transaction.on_commit(partial(_send, brand, month))


def _send(brand: Brand, month: date) -> None:
    current_app.send_task(CLOSE_BRAND, (brand.agency_id, brand.pk, month.isoformat()))
