"""A visitor and a member of one conversation, and what they ask of files over REST."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client

from conversations.models import Conversation, Event, File
from conversations.tokens import Access, sign_access
from tests.conversations.files import samples
from tests.factories import Office

PNG = samples.picture("PNG")


class Side:
    """A visitor or a member, and what they ask for."""

    def __init__(self, client: Client, uploads: str, messages: str, files: str) -> None:
        self.client, self.uploads, self.messages, self.files = client, uploads, messages, files
        self.fields: dict[str, str] = {}

    def upload(self, data: bytes = PNG, name: str = "photo.png", **fields: str) -> Any:
        fields = {"client_id": str(uuid4()), **self.fields, **fields}
        file = SimpleUploadedFile(name, data)
        return self.client.post(self.uploads, {**fields, "file": file})

    def send(self, *files: str, body: str = "", **fields: object) -> Any:
        message = {"client_id": str(uuid4()), "body": body, "files": files}
        return self.client.post(
            self.messages, {**message, **self.fields, **fields}, content_type="application/json"
        )

    def link(self, file: str) -> Any:
        return self.client.get(f"{self.files}/{file}")

    def fetch(self, file: str) -> Any:
        return Client().get(self.link(file).json()["url"])


def visitor_of(office: Office, access: Access, talk: Conversation) -> Side:
    api = f"/api/widget/v1/{office.brand.public_key}"
    client = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})
    side = Side(client, f"{api}/uploads", f"{api}/messages", f"{api}/files")
    side.fields = {"conv": str(talk.uuid)}
    return side


def member_of(office: Office, role: str, talk: Conversation) -> Side:
    client = Client()
    client.force_login(office.members[role].user)
    api = f"/api/v1/conversations/{talk.uuid}"
    return Side(client, f"{api}/uploads", f"{api}/messages", "/api/v1/files")


def stored(office: Office, uuid: str) -> File:
    with office.scope():
        return File.objects.get(uuid=uuid)


def last_event(office: Office, talk: Conversation) -> Event:
    with office.scope():
        return Event.objects.filter(conversation=talk).latest("seq")


def bytes_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def let_stay(path: Path) -> None:
    """Put in the place of bytes what cannot be erased."""
    path.unlink()
    (path / "something").mkdir(parents=True)


def code_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def at_once(ask: Callable[[], Any], times: int = 4) -> list[Any]:
    def in_thread(_: int) -> Any:
        try:
            return ask()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(in_thread, range(times)))
