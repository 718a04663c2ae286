"""Every check of the project, in the order in which they find mistakes soonest."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .stack import PYTHON, ROOT, VENV

PRODUCTION = {
    "DEMO": "False",
    "PUBLIC_ORIGINS": "https://chat.example.com",
    "ALLOWED_HOSTS": "chat.example.com",
}


@dataclass(frozen=True)
class Check:
    title: str
    argv: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def python(title: str, *arguments: str) -> Check:
    return Check(title, [str(PYTHON), "-m", *arguments])


def manage(title: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Check:
    return Check(title, [str(PYTHON), str(ROOT / "manage.py"), *arguments], environment or {})


def npm(title: str, script: str) -> Check:
    return Check(title, ["npm", "--prefix", str(ROOT / "frontend"), "run", script])


QUICK = [
    python("ruff check", "ruff", "check", "."),
    python("ruff format", "ruff", "format", "--check", "."),
    python("mypy", "mypy"),
    Check("import-linter", [str(VENV / "bin" / "lint-imports")]),
    manage("migrations are made", "makemigrations", "--check", "--dry-run"),
    manage(
        *("production settings", "check", "--deploy", "--fail-level=WARNING"),
        environment=PRODUCTION,
    ),
    npm("tsc", "check"),
    npm("vitest", "test"),
]
SLOW = [
    npm("front-end build", "build"),
    npm("bundle sizes", "size"),
    manage("static files", "collectstatic", "--noinput"),
]
# These wait for browsers and clocks, and take about as long as all the others together.
WAITING = ["tests/browser", "tests/live"]
PYTEST = python("pytest", "pytest", "--durations=15", *(f"--ignore={path}" for path in WAITING))
PYTEST_WAITING = python("pytest, live", "pytest", "--durations=15", *WAITING)
