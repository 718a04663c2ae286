"""/api/schema/ tells of every REST address, and what it tells is what is answered."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override
from drf_spectacular.checks import schema_check
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from conversations.models import Conversation
from conversations.tokens import sign_access
from tenants.actions import update_brand
from tenants.models import Role
from tests.factories import Office, make_access, make_available, make_canned, say

PROTOCOL = (settings.BASE_DIR / "docs" / "protocol.md").read_text()
MEMBER_LISTS = {
    "agency_list": "agencies",
    "agent_list": "agents",
    "assignment_list": "assignments",
    "brand_list": "brands",
    "canned_reply_list": "canned-replies",
    "conversation_list": "conversations",
    "member_list": "members",
}

Schema = dict[str, Any]


@pytest.fixture
def conversation(office: Office) -> Conversation:
    make_available(office.agent)
    make_canned(office)
    return say(office.brand, make_access(office.brand), "Do you have it in blue?")


@pytest.mark.parametrize("language", ["en", "sk"])
def test_the_schema_is_made_without_warnings(language: str):
    with override(language):
        assert schema_check(None) == []


def test_the_schema_is_openapi(openapi: Schema):
    validate_schema(openapi)


def test_every_documented_address_is_in_the_schema(openapi: Schema):
    described = {(method.upper(), path) for path, one in openapi["paths"].items() for method in one}

    assert len(documented()) > 20
    assert documented() - described == set()


def test_visitors_have_a_token_and_members_a_cookie(openapi: Schema):
    schemes = {
        name: [scheme for one in operation.get("security", []) for scheme in one]
        for name, operation in operations(openapi).items()
    }

    assert schemes.pop("visitor_status") == schemes.pop("visitor_session") == []
    for name, said in schemes.items():
        assert said == (["visitorToken"] if name.startswith("visitor_") else ["cookieAuth"]), name
    assert set(openapi["components"]["securitySchemes"]) == {"visitorToken", "cookieAuth"}


def test_what_visitors_are_answered(openapi: Schema, office: Office):
    access = make_access(office.brand)
    client = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})
    api = f"/api/widget/v1/{office.brand.public_key}"
    message = {"client_id": str(uuid4()), "conv": None, "body": "Hello"}

    check(openapi, "visitor_status", client.get(f"{api}/status?lang=sk"))
    check(openapi, "visitor_session", post(client, f"{api}/session"))
    receipt = post(client, f"{api}/messages", **message)
    check(openapi, "visitor_message", receipt)
    check(openapi, "visitor_message", post(client, f"{api}/messages", **message))
    conv = receipt.json()["conv"]
    check(openapi, "visitor_events", client.get(f"{api}/events", {"conv": conv}))
    one = {"conv": conv, "client_id": str(uuid4())}
    check(openapi, "visitor_end", post(client, f"{api}/end", **one))
    other = {"conv": conv, "client_id": str(uuid4()), "score": 5}
    check(openapi, "visitor_rating", post(client, f"{api}/rating", **other))


def test_what_a_visitor_who_returns_is_answered(openapi: Schema, office: Office):
    client = Client()
    api = f"/api/widget/v1/{office.brand.public_key}"
    session = post(client, f"{api}/session").json()
    bearer = Client(headers={"Authorization": f"Bearer {session['access']}"})
    post(bearer, f"{api}/messages", client_id=str(uuid4()), body="Hello")

    again = post(client, f"{api}/session", refresh=session["refresh"])

    assert again.json()["conversation"]
    check(openapi, "visitor_session", again)


def test_what_agents_are_answered(openapi: Schema, office: Office, conversation: Conversation):
    client = signed_in(office, Role.AGENT)
    api = f"/api/v1/conversations/{conversation.uuid}"
    note = {"client_id": str(uuid4()), "body": "A regular", "note": True}

    check(openapi, "console_ticket", post(client, "/api/v1/console/ticket"))
    check(openapi, "console_boot", client.get("/api/v1/console"))
    check(openapi, "conversation_accept", post(client, f"{api}/accept"))
    check(openapi, "conversation_pick", post(client, f"{api}/pick"), refused=409)
    check(openapi, "conversation_message", post(client, f"{api}/messages", **note))
    check(openapi, "conversation_events", client.get(f"{api}/events"))
    reply = post(client, f"{api}/messages", client_id=str(uuid4()), body="In blue, yes.")
    seq = reply.json()["seq"]
    check(openapi, "conversation_edit", post(client, f"{api}/edit", seq=seq, body="In red."))
    check(openapi, "conversation_redact", post(client, f"{api}/redact", seq=seq))
    check(openapi, "conversation_events", client.get(f"{api}/events"))
    check(openapi, "conversation_take_over", post(client, f"{api}/take_over"), refused=403)
    check(openapi, "conversation_close", post(client, f"{api}/close", outcome="solved"))
    check(openapi, "conversation_reopen", post(client, f"{api}/reopen"))
    check(openapi, "conversation", client.get(api))


def test_what_is_answered_about_files(openapi: Schema, office: Office, conversation: Conversation):
    with office.scope():
        update_brand(office.brand, by=None, takes_files=True)
        visitor = conversation.visitor.uuid
    access = make_access(office.brand)._replace(visitor=visitor)
    bearer = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})
    widget = f"/api/widget/v1/{office.brand.public_key}"
    agent, api = signed_in(office, Role.AGENT), f"/api/v1/conversations/{conversation.uuid}"
    conv, email = str(conversation.uuid), "eva@firma.sk"

    theirs = upload(bearer, f"{widget}/uploads", conv=conv)
    check(openapi, "visitor_upload", theirs)
    check(openapi, "visitor_file", bearer.get(f"{widget}/files/{theirs.json()['id']}"))
    asked = {"conv": conv, "email": email, "client_id": str(uuid4())}
    check(openapi, "visitor_transcript", post(bearer, f"{widget}/transcript", **asked))
    ours = upload(agent, f"{api}/uploads")
    check(openapi, "conversation_upload", ours)
    check(openapi, "file", agent.get(f"/api/v1/files/{ours.json()['id']}"))
    asked = {"email": email, "client_id": str(uuid4())}
    check(openapi, "conversation_transcript", post(agent, f"{api}/transcript", **asked))


def test_what_a_visitor_reads_in_the_place_of_a_note(openapi: Schema, office: Office):
    access = make_access(office.brand)
    conversation = say(office.brand, access)
    note = {"client_id": str(uuid4()), "body": "Careful", "note": True}
    agent = signed_in(office, Role.AGENT)
    post(agent, f"/api/v1/conversations/{conversation.uuid}/messages", **note)
    client = Client(headers={"Authorization": f"Bearer {sign_access(access)}"})

    address = f"/api/widget/v1/{office.brand.public_key}/events"
    answer = client.get(address, {"conv": str(conversation.uuid)})

    assert answer.json()["events"][-1]["kind"] == "hidden"
    check(openapi, "visitor_events", answer)


@pytest.mark.parametrize(("name", "path"), MEMBER_LISTS.items())
def test_what_lists_hold(openapi: Schema, office: Office, conversation, name: str, path: str):
    answer = signed_in(office, Role.OWNER).get(f"/api/v1/{path}")

    assert answer.json()["results"]
    check(openapi, name, answer)


def test_what_refusals_say(openapi: Schema, office: Office, conversation: Conversation):
    client = signed_in(office, Role.AGENT)
    api = "/api/v1/conversations"

    for name, answer, status in (
        ("conversation_list", Client().get(api), 401),
        ("conversation_list", client.get(f"{api}?status=lost"), 400),
        ("conversation", client.get(f"{api}/{uuid4()}"), 404),
        ("conversation_message", post(client, f"{api}/{conversation.uuid}/messages"), 400),
    ):
        check(openapi, name, answer, refused=status)


def documented() -> set[tuple[str, str]]:
    """Method and path of every call in the tables of docs/protocol.md."""
    calls = set()
    for prefix in ("/api/widget/v1/<public_key>/", "/api/v1/"):
        section = PROTOCOL.partition(f"REST: `{prefix}`\n")[2].partition("\n## ")[0]
        for cell in re.findall(r"^\| (`.*?) \|", section, re.MULTILINE):
            for method, path in calls_of(cell):
                full = (prefix + path).replace("<public_key>", "{key}").replace("<id>", "{id}")
                calls.add((method, full))
    return calls


def calls_of(cell: str) -> list[tuple[str, str]]:
    """A cell names one call, or several of one kind: `POST a/b`, `…/c`; a bare word is a list."""
    found: list[tuple[str, str]] = []
    for span in re.findall(r"`([^`]+)`", cell):
        method, _, path = span.partition("?")[0].rpartition(" ")
        if path.startswith("…/"):
            method, sibling = found[-1]
            path = sibling.rpartition("/")[0] + path.removeprefix("…")
        found.append((method or "GET", path))
    return found


def operations(openapi: Schema) -> dict[str, Schema]:
    return {one["operationId"]: one for path in openapi["paths"].values() for one in path.values()}


def check(openapi: Schema, name: str, answer: Any, *, refused: int | None = None) -> None:
    """The answer has what the schema names, nothing is missing and nothing is added."""
    assert answer.status_code in ({refused} if refused else {200, 201, 202}), answer.content
    responses = operations(openapi)[name]["responses"]
    schema = responses["4XX" if refused else str(answer.status_code)]["content"][
        "application/json"
    ]["schema"]
    whole = {**schema, "components": closed(openapi["components"])}
    Draft202012Validator(whole).validate(answer.json())


def closed(schema: Any) -> Any:
    """The same schema, with no keys but those that it names."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: closed(value) for key, value in schema.items()}
    return {"additionalProperties": False, **inner} if "properties" in schema else inner


def signed_in(office: Office, role: str) -> Client:
    client = Client()
    client.force_login(office.members[role].user)
    return client


def post(client: Client, address: str, **body: Any) -> Any:
    return client.post(address, body, content_type="application/json")


def upload(client: Client, address: str, **fields: str) -> Any:
    file = SimpleUploadedFile("note.txt", b"hello")
    return client.post(address, {"client_id": str(uuid4()), **fields, "file": file})
