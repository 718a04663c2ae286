"""Where the bytes of files lie: the storage ``files`` of the settings, under random names."""

import secrets
from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages


def store(data: bytes) -> str:
    """The key by which the bytes are found again."""
    name = secrets.token_hex(16)
    return str(_storage().save(f"{name[:2]}/{name}", ContentFile(data)))


def read(key: str) -> bytes:
    with _storage().open(key) as stored:
        data: bytes = stored.read()
    return data


def erase(keys: Iterable[str]) -> None:
    for key in keys:
        _storage().delete(key)


def _storage() -> Storage:
    return storages["files"]
