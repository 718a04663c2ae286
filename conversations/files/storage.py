"""Where the bytes of files lie: the storage ``files`` of the settings, under random names."""

import logging
import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
from django.db import transaction

from tenants.errors import Unavailable

logger = logging.getLogger(__name__)


def store(data: bytes) -> str:
    """The key by which the bytes are found again. Raises Unavailable when there is no room."""
    name = secrets.token_hex(16)
    key = f"{name[:2]}/{name}"
    try:
        return str(_storage().save(key, ContentFile(data)))
    except OSError as error:
        logger.exception("A file could not be stored.")
        erase([key])
        raise Unavailable from error


def read(key: str) -> bytes:
    with _storage().open(key) as stored:
        data: bytes = stored.read()
    return data


def erase(keys: Iterable[str]) -> None:
    for key in keys:
        _storage().delete(key)


def erase_on_commit(keys: Iterable[str]) -> None:
    """When no row names them any more. Bytes that cannot be erased keep nothing else."""

    def erase_each() -> None:
        for key in keys:
            try:
                erase([key])
            except Exception:
                logger.exception("The bytes %s could not be erased.", key)

    transaction.on_commit(erase_each, robust=True)


def _storage() -> Storage:
    return storages["files"]
