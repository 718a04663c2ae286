"""How often visitors may do what. The buckets themselves are in tenants/buckets.py.

An address here is ``tenants.addresses.fingerprint``, so Redis learns nobody's; an empty one, of a
session that was not opened over the network, has no limit.
"""

import sys
from uuid import UUID

from django.conf import settings

from tenants.buckets import Limit, per_minute, take
from tenants.models import Brand

UPLOADS = per_minute(5)
# Of what an address may open, one in so many may be a new visitor's first message, or one that is
# left while nobody is there: both reach people, who have less time than computers.
OPENED_FOR_A_BEGINNING = 10
OPENED_FOR_AN_OFFLINE_MESSAGE = 40


def arrive(brand: Brand, address: bytes) -> None:
    """A session or a socket is opened."""
    _take_of_address("arrive", brand, address, 1)


def begin(brand: Brand, address: bytes) -> None:
    """Somebody who has not written yet writes."""
    _take_of_address("begin", brand, address, OPENED_FOR_A_BEGINNING)


def leave(brand: Brand, address: bytes) -> None:
    _take_of_address("leave", brand, address, OPENED_FOR_AN_OFFLINE_MESSAGE)


def speak(visitor: UUID) -> None:
    """One message, or what is like one, over REST."""
    take(f"speak:{visitor}", _speaking())


def speak_for_a_second(visitor: UUID) -> int:
    """How many messages a socket may now take without asking again: a second's worth.

    All sockets of a visitor and their REST share one bucket, and still few messages ask for it.
    """
    if not settings.VISITOR_RATE:
        return sys.maxsize
    take(f"speak:{visitor}", _speaking(), settings.VISITOR_RATE)
    return settings.VISITOR_RATE


def fetch(visitor: UUID) -> None:
    """Events, or the address of a file, are read over REST."""
    take(f"fetch:{visitor}", _speaking())


def upload(visitor: UUID) -> None:
    take(f"upload:{visitor}", UPLOADS)


def _speaking() -> Limit:
    return Limit(settings.VISITOR_RATE, settings.VISITOR_RATE * 10)


def _take_of_address(name: str, brand: Brand, address: bytes, one_in: int) -> None:
    if settings.ADDRESS_RATE and address:
        limit = per_minute(max(1, settings.ADDRESS_RATE // one_in))
        take(f"{name}:{brand.pk}:{address.hex()}", limit)
