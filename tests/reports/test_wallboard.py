"""The wallboard: who waits, who is there, what is late, at this moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from conversations.actions.messages import write_as_member
from conversations.models import Conversation
from tenants.actions import update_brand
from tenants.hours import DAYS
from tests.factories import Office, make_access, make_available, say


def waits(office: Office, conversation: Conversation, seconds: int) -> None:
    with office.scope():
        since = now() - timedelta(seconds=seconds)
        Conversation.objects.filter(pk=conversation.pk).update(unanswered_since=since)


def test_it_counts_who_waits_and_who_is_there(office: Office, owner: Client):
    for _ in range(2):
        say(office.brands[1], make_access(office.brands[1]))
    make_available(office.agent)
    say(office.brand, make_access(office.brand))

    wall = owner.get("/office/now/").context["wall"]

    assert (wall.waiting, wall.held, len(wall.agents)) == (2, 1, 1)
    assert (wall.staff.used, wall.staff.slots, wall.breaches) == (1, 4, [])


def test_it_counts_nothing_of_others(office: Office, other_office: Office, owner: Client):
    make_available(other_office.agent)
    say(other_office.brand, make_access(other_office.brand))

    shown = owner.get("/office/now/")

    wall = shown.context["wall"]
    assert (wall.waiting, wall.agents) == (0, [])
    assert other_office.brand.name not in shown.content.decode()


def test_the_tiles_are_the_sums_of_the_table(office: Office, owner: Client):
    make_available(*office.agents)
    for brand, times in ((office.brand, 3), (office.brands[1], 2)):
        for _ in range(times):
            waits(office, say(brand, make_access(brand)), seconds=35 * times)

    wall = owner.get("/office/now/").context["wall"]

    assert [(row.waiting, row.held, len(row.breaches)) for row in wall.brands] == [
        (0, 3, 3),
        (2, 0, 2),
    ]
    assert (wall.waiting, wall.held, len(wall.breaches), wall.over_limit) == (2, 3, 5, 0)
    assert wall.longest == max(row.longest for row in wall.brands)


def test_nobody_waits_while_the_brand_is_closed(office: Office, owner: Client):
    # An hour of the weekday before yesterday.
    day = DAYS[(now() - timedelta(days=2)).weekday()]
    with office.scope():
        update_brand(office.brands[1], by=None, hours={day: [["10:00", "11:00"]]})
    waits(office, say(office.brands[1], make_access(office.brands[1])), 600)

    shown = owner.get("/office/now/").context

    assert shown["wall"].brands[1].longest == timedelta()
    assert shown["breaches"] == []


@pytest.mark.parametrize(
    ("waited", "served", "promise"),
    [
        (5, True, "kept"),
        (31, True, "late"),
        (121, True, "broken"),
        (5, False, "unserved"),
        (121, False, "broken"),
        (None, False, "nobody"),
        (None, True, "kept"),
    ],
)
def test_every_brand_says_what_became_of_its_promise(
    office: Office, owner: Client, waited: int | None, served: bool, promise: str
):
    if served:
        make_available(office.agent)
    if waited is not None:
        waits(office, say(office.brand, make_access(office.brand)), waited)

    row = owner.get("/office/now/").context["wall"].brands[0]

    assert row.promise == promise


def test_a_brand_whose_agents_are_full_says_so(office: Office, owner: Client):
    make_available(office.agent)
    for _ in range(4):
        say(office.brand, make_access(office.brand))

    wall = owner.get("/office/now/").context["wall"]

    assert [row.promise for row in wall.brands] == ["full", "nobody"]
    assert [one.state for one in wall.agents] == ["full"]
    assert wall.agents[0].slots == [True] * 4


def test_breaches_lead_to_their_chats_and_an_answer_ends_them(office: Office, owner: Client):
    make_available(office.agent)
    late, later = (say(office.brand, make_access(office.brand), name=who) for who in ("Al", "Bo"))
    say(office.brand, make_access(office.brand), name="Just came")
    waits(office, late, 31)
    waits(office, later, 130)

    shown = owner.get("/office/now/")
    listed = shown.context["breaches"]

    assert [(one.conversation.pk, one.is_over_limit) for one in listed] == [
        (later.pk, True),
        (late.pk, False),
    ]
    assert f'href="/office/chats/{later.uuid}/"' in shown.content.decode()
    with office.scope():
        write_as_member(later, member=office.member, body="Here I am.", client_id=uuid4())
    assert [one.conversation.pk for one in owner.get("/office/now/").context["breaches"]] == [
        late.pk
    ]


def test_more_chats_take_no_more_queries(office: Office, owner: Client):
    asked = []
    for _ in range(3):
        waits(office, say(office.brand, make_access(office.brand)), 40)
        with CaptureQueriesContext(connection) as queries:
            owner.get("/office/now/")
        asked.append(len(queries))

    assert asked == [asked[0]] * 3
