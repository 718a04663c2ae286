"""Where the bytes of files lie: the storage ``files`` of the settings, under random names."""

import logging
import secrets

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

from tenants.errors import Unavailable

logger = logging.getLogger(__name__)


def new_key() -> str:
    """Where bytes will lie. It tells nothing of them."""
    name = secrets.token_hex(16)
    return f"{name[:2]}/{name}"


def store(key: str, data: bytes) -> None:
    """Raises Unavailable when there is no room."""
    try:
        _storage().save(key, ContentFile(data))
    except OSError as error:
        logger.exception("A file could not be stored.")
        erase(key)
        raise Unavailable from error


def read(key: str) -> bytes:
    with _storage().open(key) as stored:
        data: bytes = stored.read()
    return data


def erase(key: str) -> None:
    """Nothing happens when nothing lies there."""
    _storage().delete(key)


def _storage() -> Storage:
    return storages["files"]
