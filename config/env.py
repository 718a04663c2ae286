"""Read settings from the environment, and refuse values that would be guessed at."""

import os
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict


def env_bool(name: str, default: bool) -> bool:
    value = os.environ.get(name, str(default))
    if value not in ("True", "False"):
        raise ImproperlyConfigured(f"{name}={value!r}: write True or False.")
    return value == "True"


def env_int(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name}={value!r}: write a whole number, 0 or more.")
    return int(value)


def env_choice(name: str, default: str, choices: tuple[str, ...]) -> str:
    value = os.environ.get(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name}={value!r}: write one of {', '.join(choices)}.")
    return value


def env_list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def env_secret(name: str, default: str | None = None) -> str:
    """The value of ``name``, or the contents of the file that ``name``_FILE points to."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text().strip()
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {name}, or {name}_FILE to a file that holds it.")
    return value


def env_database(name: str, *, pool: int) -> dict[str, Any]:
    """A Django database from a libpq address; ``pool`` connections are kept, 0 for no pool.

    Requests run in threads that come and go, so connections live in a pool and not in
    threads. A Celery child runs one task after another and keeps its own.
    """
    try:
        parts = conninfo_to_dict(env_secret(name))
    except Exception as error:
        raise ImproperlyConfigured(f"{name}: write postgresql://user@host/database.") from error
    # Nobody waits for a lock, or leaves a transaction open, for ever.
    limits = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s"
    options: dict[str, Any] = {"connect_timeout": 5, "options": limits}
    if pool:
        # Who needs a connection asks anew; the pool's own retries wait twice as long each time,
        # and would keep it empty for half a minute after a database that was away that long.
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 5, "reconnect_timeout": 2}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": str(parts.get("port", "")),
        "CONN_MAX_AGE": 0 if pool else 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
