"""A visitor's tokens: a signed access token that needs no row, and a rotating secret.

Before the first message there is no row to check against, so the access token carries the
hash of the refresh secret, and the first message stores it.
"""

import hashlib
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple
from uuid import UUID, uuid4

from django.conf import settings
from django.core import signing

from tenants.errors import BadToken
from tenants.models import Brand

SALT = "switchboard.visitor"
LEEWAY_SECONDS = 60  # Clocks of the machines that sign and check may differ.


class Access(NamedTuple):
    """Who a visitor's access token speaks for."""

    brand_key: str
    visitor: UUID
    session: UUID
    refresh_hash: bytes
    # False while the visitor is known to have written nothing when it was signed.
    is_known: bool
    # Where the session was opened from: tenants.addresses.fingerprint.
    address: bytes = b""


class Refresh(NamedTuple):
    session: UUID
    secret: str

    def __str__(self) -> str:
        return f"{self.session}.{self.secret}"

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret.encode()).digest()


def new_refresh(session: UUID | None = None) -> Refresh:
    return Refresh(session or uuid4(), secrets.token_urlsafe(32))


def parse_refresh(text: str) -> Refresh:
    session, _, secret = text.partition(".")
    try:
        return Refresh(UUID(session), secret)
    except ValueError:
        raise BadToken from None


def sign_access(access: Access) -> str:
    return signing.dumps(
        [
            access.brand_key,
            access.visitor.hex,
            access.session.hex,
            urlsafe_b64encode(access.refresh_hash).decode(),
            int(access.is_known),
            urlsafe_b64encode(access.address).decode(),
        ],
        salt=SALT,
    )


def read_access(token: str) -> Access:
    try:
        key, visitor, session, refresh_hash, is_known, address = signing.loads(
            token, salt=SALT, max_age=settings.VISITOR_ACCESS_SECONDS + LEEWAY_SECONDS
        )
        return Access(
            key,
            UUID(visitor),
            UUID(session),
            urlsafe_b64decode(refresh_hash),
            bool(is_known),
            urlsafe_b64decode(address),
        )
    except (signing.BadSignature, ValueError, TypeError):
        raise BadToken from None


def access_for(
    brand: Brand, visitor: UUID, refresh: Refresh, *, is_known: bool, address: bytes = b""
) -> str:
    return sign_access(
        Access(brand.public_key, visitor, refresh.session, refresh.hash, is_known, address)
    )
