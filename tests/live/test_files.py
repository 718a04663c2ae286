"""Files over sockets: sent in order with other messages, and only by who uploaded them."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tenants.actions import update_brand
from tests.conversations.files.samples import picture
from tests.factories import Office, open_office
from tests.live.clients import ConsoleClient, VisitorClient

PNG = picture("PNG")


@pytest.fixture
def office(office: Office) -> Office:
    with office.scope():
        update_brand(office.brand, by=None, takes_files=True)
    return office


def upload(
    client: VisitorClient, conv: str | None, file: tuple[str, bytes] = ("a.png", PNG)
) -> dict[str, Any]:
    data = {"conv": conv, "client_id": str(uuid4())}
    answer = client.api.post("uploads", data=data, files={"file": file}, headers=client.headers)
    assert answer.status_code == 201, answer.text
    return answer.json()


def upload_as_agent(
    client: ConsoleClient, conv: str, file: tuple[str, bytes] = ("b.png", PNG)
) -> dict[str, Any]:
    answer = client.api.post(
        f"/api/v1/conversations/{conv}/uploads",
        data={"client_id": str(uuid4())},
        files={"file": file},
        headers=client.csrf,
    )
    assert answer.status_code == 201, answer.text
    return answer.json()


def send(client: VisitorClient | ConsoleClient, conv: str, *files: str, body: str = "") -> Any:
    client_id = str(uuid4())
    frame = {"t": "send", "conv": conv, "client_id": client_id, "body": body, "files": files}
    client.send(frame)
    return client.expect(lambda one: one["t"] in ("ack", "nack") and one["client_id"] == client_id)


def test_both_sides_send_files_over_their_sockets(office, visitor, console):
    agent = console(office).connect()
    client = visitor(office.brand).connect()
    conv = client.say("Hello")["conv"]
    theirs = upload(client, conv)
    sent = send(client, conv, theirs["id"])
    after = client.say("Do you see it?")
    ours = upload_as_agent(agent, conv)
    answered = send(agent, conv, ours["id"], body="Yes, and this one?")

    assert (sent["t"], answered["t"]) == ("ack", "ack")
    assert after["seq"] == sent["seq"] + 1
    for reader in (client, agent):
        event = reader.expect_event("message", seq=sent["seq"])
        assert event["data"] == {"body": "", "files": [theirs]}
        event = reader.expect_event("message", seq=answered["seq"])
        assert event["data"] == {"body": "Yes, and this one?", "files": [ours]}
    assert [event["seq"] for event in client.events()] == list(range(1, answered["seq"] + 1))


def test_a_repeated_frame_with_files_is_one_message(office, visitor):
    client = visitor(office.brand).connect()
    conv = client.say("Hello")["conv"]
    file = upload(client, conv)["id"]
    frame = {"t": "send", "conv": conv, "client_id": str(uuid4()), "body": "", "files": [file]}
    client.send(frame)
    first = client.expect_type("ack", client_id=frame["client_id"])
    client.send(frame)
    again = client.expect_type("ack", client_id=frame["client_id"])

    assert (first["seq"], again["seq"], again["duplicate"]) == (first["seq"], first["seq"], True)


def test_nobody_sends_a_file_of_somebody_else(office, visitor, console):
    agent = console(office).connect()
    client, stranger = visitor(office.brand).connect(), visitor(office.brand).connect()
    conv, elsewhere = client.say("Hello")["conv"], stranger.say("Hi")["conv"]
    theirs = upload(stranger, elsewhere)["id"]
    twin = open_office("Twin")
    with twin.scope():
        update_brand(twin.brand, by=None, takes_files=True)
    foreigner = visitor(twin.brand).connect()
    foreign = upload(foreigner, foreigner.say("Hey")["conv"])["id"]

    for file in (theirs, foreign, str(uuid4())):
        assert send(client, conv, file)["code"] == "forbidden"
        assert send(agent, conv, file)["code"] == "forbidden"
    assert send(agent, str(uuid4()), foreign)["code"] == "forbidden"


def test_what_is_large_and_allowed_arrives_whole(office, visitor, console):
    agent, client = console(office).connect(), visitor(office.brand).connect()
    conv = client.say("Hello")["conv"]
    text = b"0123456789" * (limit(client) // 10)
    for uploaded, links in (
        (upload(client, conv, ("a.txt", text)), client.api),
        (upload_as_agent(agent, conv, ("a.txt", text)), agent.api),
    ):
        path = "files/" if links is client.api else "/api/v1/files/"
        link = links.get(f"{path}{uploaded['id']}", headers=client.headers).json()
        assert httpx.get(client.server.url + link["url"]).content == text


def test_what_is_too_large_is_refused(office, visitor):
    client = visitor(office.brand).connect()
    conv = client.say("Hello")["conv"]
    for more in (1, 2**20):
        answer = client.api.post(
            "uploads",
            data={"conv": conv, "client_id": str(uuid4())},
            files={"file": ("a.txt", b"x" * (limit(client) + more))},
            headers=client.headers,
        )
        assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def limit(client: VisitorClient) -> int:
    return int(client.session["limits"]["file"])


def test_limits_and_brand_tell_of_files(office, visitor, console):
    client, agent = visitor(office.brand).connect(), console(office).connect()

    assert client.session["brand"]["files"] is True
    megabytes = {one["limits"]["file"] // 2**20 for one in (client.session, client.welcome)}
    assert megabytes == {10} == {agent.boot["limits"]["file"] // 2**20}
