"""The database, and the people and brands that most tests begin with.

Tests run as the role ``app`` on a throw-away PostgreSQL. ``db`` (pytest-django) undoes a
test's rows; ``committed_db`` is for tests in which other connections must see them.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test import Client, override_settings
from hypothesis import HealthCheck, settings

from tenants.models import Role
from tests.factories import Office, open_office

# A busy machine is no fault of the code.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        # Pages name their files by what is in them.
        call_command("collectstatic", interactive=False, verbosity=0)
        yield
        connections.close_all()


@pytest.fixture(scope="session", autouse=True)
def unread_static_files() -> Iterator[None]:
    """Every new client would read all of them first, which takes longer than most tests."""
    with override_settings(WHITENOISE_AUTOREFRESH=True):
        yield


@pytest.fixture(scope="session")
def openapi(django_db_setup, django_db_blocker) -> dict[str, Any]:
    """The schema at /api/schema/, which is the same for everybody."""
    with django_db_blocker.unblock():
        return Client().get("/api/schema/?format=json").json()


@pytest.fixture
def committed_db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """Rows stay. Every test opens agencies of its own, and the walls keep them apart."""
    with django_db_blocker.unblock():
        yield
        connections.close_all()


@pytest.fixture
def office(db) -> Office:
    """An agency with two brands and somebody in every role."""
    return open_office("Halo")


@pytest.fixture
def owner(office: Office) -> Client:
    """Whose browser shows the pages of the office."""
    client = Client()
    client.force_login(office.members[Role.OWNER].user)
    return client


@pytest.fixture
def other_office(db) -> Office:
    """Another agency with the same in it: there must be something to leak."""
    return open_office("Twin")
