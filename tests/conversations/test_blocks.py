"""Who is blocked is not heard, by any way in, until the block ends or is lifted."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now

from conversations.actions.blocks import block_visitor, lift_block
from conversations.actions.conversations import close_conversation
from conversations.actions.visitors import open_session
from conversations.errors import Blocked, NotAssigned
from conversations.models import Block, Conversation, Visitor, VisitorSession
from conversations.tokens import Access, sign_access
from tenants.errors import Invalid
from tenants.models import AuditEntry, Brand, Role
from tests.factories import Office, make_access, make_available, say

HOME = b"a spammer's home"
OTHER = b"another network!"


def access_from(brand: Brand, address: bytes) -> Access:
    return make_access(brand)._replace(address=address)


@pytest.fixture
def spammer(office: Office) -> Access:
    return access_from(office.brand, HOME)


@pytest.fixture
def spam(office: Office, spammer: Access) -> Conversation:
    """With the first agent."""
    make_available(office.agent)
    return say(office.brand, spammer, "Buy followers")


def block(office: Office, conversation: Conversation, **kwargs) -> Block:
    with office.scope():
        block_visitor(conversation, member=office.member, **kwargs)
        return Block.objects.get(visitor=conversation.visitor)


def test_a_block_closes_the_chat_as_spam_and_leaves_an_entry(office, spam):
    row = block(office, spam, days=7, note="Followers, again")

    with office.scope():
        spam.refresh_from_db()
        entry = AuditEntry.objects.get(action="visitor.blocked")
    assert (spam.status, spam.outcome) == ("closed", "spam")
    assert timedelta(days=6) < row.until - now() < timedelta(days=8)
    assert bytes(row.address) == HOME
    assert row.by == entry.user == office.member.user
    assert entry.details == {"days": 7, "note": "Followers, again"}


def test_a_blocked_visitor_is_not_heard(office, spam, spammer):
    block(office, spam)

    with pytest.raises(Blocked):
        say(office.brand, spammer, "Once more")
    with pytest.raises(Blocked):
        say(office.brand, spammer._replace(address=OTHER), "From elsewhere")


def test_a_stranger_from_the_same_network_is_not_heard_and_leaves_no_row(office, spam):
    block(office, spam)

    with pytest.raises(Blocked):
        say(office.brand, access_from(office.brand, HOME), "I am somebody else")

    with office.scope():
        assert Visitor.objects.count() == 1


def test_a_neighbour_who_has_written_before_goes_on(office, spam):
    neighbour = access_from(office.brand, HOME)
    say(office.brand, neighbour, "Hello")

    block(office, spam)

    assert say(office.brand, neighbour, "Are you there?").pk


def test_others_and_other_brands_hear_and_are_heard(office, spam):
    block(office, spam)

    assert say(office.brand, access_from(office.brand, OTHER)).pk
    assert say(office.brand, make_access(office.brand)).pk
    assert say(office.brands[1], access_from(office.brands[1], HOME)).pk


def test_a_blocked_visitor_gets_no_session_and_keeps_the_one_they_have(office, spam, spammer):
    with office.scope():
        session = VisitorSession.objects.get()
    opened = open_session(office.brand, None, OTHER)
    known = Access(
        office.brand.public_key, opened.uuid, opened.refresh.session, opened.refresh.hash, False
    )
    block(office, say(office.brand, known))

    with pytest.raises(Blocked):
        open_session(office.brand, str(opened.refresh), HOME)
    assert session.revoked_at is None


def test_a_session_remembers_where_it_was_renewed(office):
    opened = open_session(office.brand, None, OTHER)
    written = Access(
        office.brand.public_key,
        opened.uuid,
        opened.refresh.session,
        opened.refresh.hash,
        False,
        OTHER,
    )
    conversation = say(office.brand, written)
    open_session(office.brand, str(opened.refresh), HOME)

    make_available(office.agent)
    with office.scope():
        block_visitor(conversation, member=office.members[Role.SUPERVISOR])
        assert bytes(Block.objects.get().address) == HOME


def test_a_block_ends_by_itself(office, spam, spammer):
    row = block(office, spam, days=1)
    with office.scope():
        Block.objects.filter(pk=row.pk).update(until=now() - timedelta(seconds=1))

    assert say(office.brand, spammer, "A day later").pk
    assert say(office.brand, access_from(office.brand, HOME)).pk


def test_blocking_again_moves_the_end(office, spam):
    block(office, spam, days=1)
    with office.scope():
        spam.refresh_from_db()

    row = block(office, spam, days=365)

    assert row.until - now() > timedelta(days=360)


@pytest.mark.parametrize("days", [0, -1, 2, 10**9])
def test_a_block_has_one_of_four_lengths(office, spam, days):
    with pytest.raises(Invalid):
        block(office, spam, days=days)

    with office.scope():
        assert not Block.objects.exists()
        assert not Conversation.objects.get(pk=spam.pk).is_closed


@pytest.mark.parametrize("is_closed", [False, True])
def test_only_whose_chat_it_is_or_the_office_may_block(office, spam, is_closed):
    stranger = office.agents[1].membership
    with office.scope():
        if is_closed:
            close_conversation(spam, member=office.member, outcome="solved")
            spam.refresh_from_db()
        with pytest.raises(NotAssigned):
            block_visitor(spam, member=stranger)
        assert not Block.objects.exists()
        block_visitor(spam, member=office.members[Role.SUPERVISOR])
        assert Block.objects.exists()
        assert Conversation.objects.get(pk=spam.pk).outcome == ("solved" if is_closed else "spam")


def test_rest_refuses_with_one_code(office, spam, spammer):
    block(office, spam)
    path = f"/api/widget/v1/{office.brand.public_key}/"
    headers = {"Authorization": f"Bearer {sign_access(spammer)}"}
    said = {"client_id": str(uuid4()), "body": "Hello", "name": "S", "email": "s@example.com"}

    for call in ("messages", "offline"):
        answer = Client().post(path + call, said, content_type="application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), call


def test_a_session_from_a_blocked_network_is_refused(office, spam, settings):
    """The address is the request's own: the test client's."""
    path = f"/api/widget/v1/{office.brand.public_key}/session"
    first = Client().post(path, {}, content_type="application/json").json()
    bearer = {"Authorization": f"Bearer {first['access']}"}
    said = {"client_id": str(uuid4()), "body": "Spam", "conv": None}
    messages = path.replace("session", "messages")
    Client().post(messages, said, content_type="application/json", headers=bearer)
    with office.scope():
        row = Conversation.objects.exclude(pk=spam.pk).get()
        block_visitor(row, member=office.members[Role.SUPERVISOR])

    for body in ({}, {"refresh": first["refresh"]}):
        answer = Client().post(path, body, content_type="application/json")
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9").post(path, {}, content_type="application/json")
    assert elsewhere.status_code == 200


def test_the_office_sees_blocks_and_lifts_them(office, spam, spammer):
    row = block(office, spam, note="Followers")
    client = Client()
    client.force_login(office.members[Role.OWNER].user)

    assert "Followers" in client.get("/office/blocks/").content.decode()
    answer = client.post(f"/office/blocks/{row.uuid}/lift/")

    assert answer["Location"] == "/office/blocks/"
    assert "Followers" not in client.get("/office/blocks/").content.decode()
    assert say(office.brand, spammer, "I promise").pk
    with office.scope():
        assert AuditEntry.objects.filter(action="visitor.unblocked").exists()


def test_an_agent_sees_no_blocks_of_the_office(office, spam):
    row = block(office, spam)
    client = Client()
    client.force_login(office.member.user)

    assert client.get("/office/blocks/").status_code == 404
    assert client.post(f"/office/blocks/{row.uuid}/lift/").status_code == 404


def test_lifting_leaves_an_entry(office, spam):
    row = block(office, spam)

    with office.scope():
        lift_block(row, by=office.members[Role.OWNER])
        assert not Block.objects.exists()
