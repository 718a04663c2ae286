"""Sweeps: what the clock does for every agency that has something due.

What goes wrong for one keeps nobody else, and is tried again by the next run.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet

from tenants.scoping import every_tenant, tenant_scope

logger = logging.getLogger(__name__)


@contextmanager
def contained(message: str, *args: object) -> Iterator[None]:
    """Log what goes wrong inside, under this message, and go on behind it."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise  # Without the database there is nothing to do for the others either.
    except Exception:
        logger.exception(message, *args)


def for_each_agency(due: Callable[[], Iterable[int]], act: Callable[[int], object]) -> None:
    """Act for the agencies of these ids, each in scopes that it opens itself."""
    with every_tenant():
        agencies = sorted(set(due()))
    for agency_id in agencies:
        with contained("A sweep fails for agency %d.", agency_id):
            act(agency_id)


def in_each_agency(due: Callable[[], QuerySet], act: Callable[[], object]) -> None:
    """Act in the scope of each agency that has such a row."""

    def agencies() -> QuerySet:
        return due().order_by().values_list("agency_id", flat=True).distinct()

    def within(agency_id: int) -> None:
        with tenant_scope(agency_id):
            act()

    for_each_agency(agencies, within)
