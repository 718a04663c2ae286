"""System checks of the walls: the connection's role, and every tenant table's policies.

Run with ``manage.py check --database default``; the server runs them before it starts.
"""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, connections

from tenants import walls

logger = logging.getLogger(__name__)

FINDINGS = [
    (walls.OPEN_TABLES, "E002", "{} has agency rows without a forced agency policy."),
    (walls.UNBRANDED_TABLES, "E003", "{} has a brand column without the brand policy."),
    (walls.VISITOR_OPEN_TABLES, "E004", "{} does not say what a visitor may see."),
    (walls.PLAIN_FOREIGN_KEYS, "E005", "{} is a foreign key that can cross agencies."),
    (walls.OWNERS_RIGHTS, "E006", "{} runs with its owner's rights and goes around the walls."),
]


@register(Tags.database)
def check_walls(databases: Sequence[str] | None = None, **kwargs: object) -> list[CheckMessage]:
    if not databases or "default" not in databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT to_regclass('tenants_agency') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return []  # Not migrated yet.
        return [*_role_errors(cursor), *_catalog_errors(cursor)]


def refuse_open_walls() -> None:
    """Raise before a process serves anybody as a wrong role, or past a missing policy."""
    # In a thread of its own: some servers import the application inside their event loop.
    with ThreadPoolExecutor(1) as thread:
        errors = thread.submit(_look_once).result()
    if errors:
        raise ImproperlyConfigured(" ".join(str(error.msg) for error in errors))


def _look_once() -> list[CheckMessage]:
    try:
        return check_walls(databases=["default"])
    except OperationalError:
        logger.warning("PostgreSQL does not answer yet; the walls are not checked at this start.")
        return []
    finally:
        connections["default"].close()


def _role_errors(cursor) -> list[CheckMessage]:
    cursor.execute(walls.ROLE)
    is_superuser, bypasses, belongs_to_owner, may_truncate = cursor.fetchone()
    faults = {
        "is a superuser": is_superuser,
        "bypasses row-level security": bypasses,
        "belongs to the owner of the tables": belongs_to_owner,
        "may TRUNCATE": may_truncate,
    }
    return [
        Error(f"The role in DATABASE_URL {fault}; connect as the role app.", id="tenants.E001")
        for fault, is_so in faults.items()
        if is_so
    ]


def _catalog_errors(cursor) -> list[CheckMessage]:
    errors: list[CheckMessage] = []
    for query, code, message in FINDINGS:
        cursor.execute(query)
        errors += [
            Error(message.format(name), id=f"tenants.{code}") for (name,) in cursor.fetchall()
        ]
    return errors
