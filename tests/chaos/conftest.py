from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from config.embedded.unprivileged import is_root
from tests.chaos.installation import Installation, installation


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes runs with `make chaos` alone; what needs root, with its rights."""
    unwanted = set() if "long" in config.option.markexpr else {"long"}
    unwanted |= set() if is_root() else {"root"}
    out = [item for item in items if any(map(item.get_closest_marker, unwanted))]
    config.hook.pytest_deselected(items=out)
    items[:] = [item for item in items if item not in out]


@pytest.fixture(scope="session")
def product(django_db_setup) -> Iterator[Installation]:
    """One for all: every test leaves it as it found it."""
    with installation(Path(settings.STATIC_ROOT), HEARTBEAT_SECONDS="5") as one:
        yield one
