"""One at a time for the money of a brand: who charges, closes, credits, or changes a contract."""

from datetime import datetime

from django.db import connection

from tenants.models import Brand

# Longer than lock_timeout: whoever waits finds the work done, and that is no failure.
LOCK = """
SELECT set_config('lock_timeout', '60s', true),
       pg_advisory_xact_lock(hashtextextended(%s, 0)), clock_timestamp()
"""


def lock_money(brand: Brand) -> datetime:
    """Nobody else has it until COMMIT. Answers the time at which it was got."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"billing:{brand.agency_id}:{brand.pk}"])
        moment: datetime = cursor.fetchone()[2]
        return moment
