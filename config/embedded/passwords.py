"""Random passwords of one stack, made once and kept for its owner alone."""

import json
import os
import secrets
from pathlib import Path

NAMES = ("postgres", "owner", "app", "maintenance", "valkey", "secret_key")


def kept_passwords(path: Path) -> dict[str, str]:
    if not path.exists():
        write_private(path, json.dumps(new_passwords()))
    passwords: dict[str, str] = json.loads(path.read_text())
    return passwords


def new_passwords() -> dict[str, str]:
    """Without characters that an address would have to quote."""
    return {name: secrets.token_urlsafe(48) for name in NAMES}


def write_private(path: Path, text: str) -> None:
    """Whole or not at all, and readable by us alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.unfinished")
    descriptor = os.open(unfinished, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
    unfinished.rename(path)
