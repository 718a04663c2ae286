from datetime import timedelta

import pytest
from django.test import Client

from conversations.actions.visitors import open_session
from conversations.models import VisitorSession
from conversations.tokens import Access, new_refresh, read_access, sign_access
from tenants.errors import BadToken
from tests.factories import make_access, say


@pytest.fixture
def known(office):
    """A visitor who has written, and the secret of their browser."""
    opened = open_session(office.brand, None)
    access = Access(
        office.brand.public_key, opened.uuid, opened.refresh.session, opened.refresh.hash, False
    )
    say(office.brand, access)
    return office, opened


def test_a_token_is_read_as_it_was_signed(office):
    access = make_access(office.brand)

    assert read_access(sign_access(access)) == access


@pytest.mark.parametrize("change", [lambda token: token[:-1], lambda token: "x" + token, str.upper])
def test_a_changed_token_is_refused(office, change):
    with pytest.raises(BadToken):
        read_access(change(sign_access(make_access(office.brand))))


def test_an_old_token_is_refused(office, settings):
    token = sign_access(make_access(office.brand))
    settings.VISITOR_ACCESS_SECONDS = -120

    with pytest.raises(BadToken):
        read_access(token)


def test_who_has_written_nothing_has_no_row(office):
    opened = open_session(office.brand, None)

    again = open_session(office.brand, str(opened.refresh))

    assert again.visitor is None
    with office.scope():
        assert not VisitorSession.objects.exists()


def test_a_secret_is_renewed_at_each_use(known):
    office, opened = known

    second = open_session(office.brand, str(opened.refresh))
    third = open_session(office.brand, str(second.refresh))

    assert opened.uuid == second.uuid == third.uuid
    assert len({str(one.refresh) for one in (opened, second, third)}) == 3


def test_a_secret_whose_answer_was_lost_works_once_more(known):
    office, opened = known
    open_session(office.brand, str(opened.refresh))

    assert open_session(office.brand, str(opened.refresh)).uuid == opened.uuid


def test_a_secret_used_twice_later_ends_the_session(known, settings):
    office, opened = known
    second = open_session(office.brand, str(opened.refresh))
    settings.REFRESH_GRACE = timedelta(0)

    with pytest.raises(BadToken):
        open_session(office.brand, str(opened.refresh))
    with pytest.raises(BadToken):
        open_session(office.brand, str(second.refresh))


def test_a_made_up_secret_of_a_known_session_ends_it(known):
    office, opened = known
    guess = new_refresh(opened.refresh.session)

    with pytest.raises(BadToken):
        open_session(office.brand, str(guess))
    with pytest.raises(BadToken):
        open_session(office.brand, str(opened.refresh))


def test_secrets_are_stored_hashed(known):
    office, opened = known

    with office.scope():
        stored = VisitorSession.objects.get()
    assert bytes(stored.current_hash) == opened.refresh.hash
    assert opened.refresh.secret.encode() not in bytes(stored.current_hash)


def test_the_status_is_for_everybody_and_sets_nothing(office):
    answer = Client().get(f"/api/widget/v1/{office.brand.public_key}/status")

    assert answer.json()["state"] == "offline"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cache-Control"] == "public, max-age=15"
    assert "Cookie" not in answer.get("Vary", "")
    assert answer.cookies == {}


def test_the_chat_document_is_framed_by_the_brands_sites_alone(office):
    answer = Client().get(f"/w/{office.brand.public_key}/")
    site = f"https://{office.brand.slug}.example"

    assert f"frame-ancestors {site}" in answer["Content-Security-Policy"]
    assert "X-Frame-Options" not in answer
    assert Client().get("/w/br_unknown/").status_code == 404


def test_a_session_is_not_opened_from_a_foreign_page(office):
    answer = Client().post(
        f"/api/widget/v1/{office.brand.public_key}/session",
        {},
        content_type="application/json",
        headers={"Origin": "https://evil.example"},
    )

    assert answer.status_code == 403
