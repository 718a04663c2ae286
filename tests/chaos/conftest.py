from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.chaos.installation import Installation, installation


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes minutes runs with `make chaos` alone."""
    if "long" in config.option.markexpr:
        return
    long = [item for item in items if item.get_closest_marker("long")]
    config.hook.pytest_deselected(items=long)
    items[:] = [item for item in items if item not in long]


@pytest.fixture(scope="session")
def product(django_db_setup) -> Iterator[Installation]:
    """One for all: every test leaves it as it found it."""
    with installation(Path(settings.STATIC_ROOT), HEARTBEAT_SECONDS="5") as one:
        yield one
