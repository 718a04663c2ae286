"""A visitor's token opens their own conversation at their own brand, and nothing else."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conversations.models import File
from conversations.tokens import access_for, new_refresh, sign_access
from tenants.actions import update_brand
from tests.factories import make_access
from tests.walls.conftest import Twin, fingerprint


@pytest.mark.parametrize(
    "call", ["events", "messages", "rating", "end", "offline", "uploads", "transcript"]
)
def test_a_visitors_token_opens_no_other_brand_and_no_other_conversation(
    ours: Twin, theirs: Twin, call: str
):
    before = fingerprint(theirs)
    refresh = new_refresh()
    token = access_for(ours.office.brand, uuid4(), refresh, is_known=False)
    fields: dict[str, Any] = {
        "conv": str(theirs.conversation.uuid),
        "client_id": str(uuid4()),
        "body": "Let me in",
        "name": "Eve",
        "email": "eve@example.com",
        "score": 5,
    }
    if call == "uploads":
        with ours.office.scope():
            update_brand(ours.office.brand, by=None, takes_files=True)
        fields["file"] = SimpleUploadedFile("a.txt", b"Let me in")
    client = Client(headers={"Authorization": f"Bearer {token}"})
    method = "get" if call == "events" else "post"

    for brand, expected in ((theirs.office.brand, {401}), (ours.office.brand, {404})):
        path = f"/api/widget/v1/{brand.public_key}/{call}"
        if method == "get":
            answer = client.get(path, fields)
        elif call == "uploads":
            answer = client.post(path, fields)
        else:
            answer = client.post(path, fields, content_type="application/json")
        assert answer.status_code in expected, answer.content

    assert fingerprint(theirs) == before


def test_a_visitors_token_opens_no_other_visitors_file(ours: Twin, theirs: Twin):
    access = make_access(ours.office.brand)
    client = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})
    for twin in (ours, theirs):
        with twin.office.scope():
            file = File.objects.get(conversation=twin.conversation)
        path = f"/api/widget/v1/{ours.office.brand.public_key}/files/{file.uuid}"
        assert client.get(path).status_code == 404


def test_a_visitor_of_the_same_brand_finds_no_other_visitors_conversation(ours: Twin):
    stranger = make_access(ours.office.brand)
    refresh = new_refresh(stranger.session)
    token = access_for(ours.office.brand, stranger.visitor, refresh, is_known=False)
    client = Client(headers={"Authorization": f"Bearer {token}"})
    path = f"/api/widget/v1/{ours.office.brand.public_key}/events"

    answer = client.get(path, {"conv": str(ours.conversation.uuid)})

    assert answer.status_code == 404
