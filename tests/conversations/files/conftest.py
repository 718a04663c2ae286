from collections.abc import Iterator
from pathlib import Path

import pytest

from conversations import limits
from conversations.models import Conversation
from conversations.tokens import Access
from tenants.actions import update_brand
from tenants.buckets import Limit
from tenants.models import Role
from tests.conversations.files.clamd import Clamd, running_clamd
from tests.conversations.files.sides import Side, member_of, visitor_of
from tests.factories import Office, make_access, make_available, open_office, say


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path) -> Path:
    backend = "django.core.files.storage.FileSystemStorage"
    files = {"BACKEND": backend, "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "files": files}
    return tmp_path


@pytest.fixture
def office(committed_db, monkeypatch) -> Office:
    monkeypatch.setattr(limits, "UPLOADS", Limit(0, 0))
    office = open_office("Halo")
    make_available(office.agent)
    with office.scope():
        update_brand(office.brand, by=None, takes_files=True)
    return office


@pytest.fixture
def access(office: Office) -> Access:
    return make_access(office.brand)


@pytest.fixture
def talk(office: Office, access: Access) -> Conversation:
    return say(office.brand, access)


@pytest.fixture
def visitor(office: Office, access: Access, talk: Conversation) -> Side:
    return visitor_of(office, access, talk)


@pytest.fixture
def agent(office: Office, talk: Conversation) -> Side:
    return member_of(office, Role.AGENT, talk)


@pytest.fixture
def clamd(settings) -> Iterator[Clamd]:
    with running_clamd() as server:
        settings.CLAMD_ADDRESS = server.address
        yield server
