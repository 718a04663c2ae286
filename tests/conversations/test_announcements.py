"""What is published of an event says who held the conversation when it was stored."""

from uuid import uuid4

import redis
from django.conf import settings

from conversations.actions.conversations import rate_conversation
from conversations.actions.routing import pick_conversation
from conversations.actions.visitors import author_of_visitor
from conversations.events import unwrap
from tenants.realtime import agent_topic, visitor_topic
from tests.factories import make_access, make_available, open_office, say
from tests.waiting import PATIENCE


def test_who_was_given_the_chat_meanwhile_is_told_and_named(committed_db):
    office = open_office("Told")
    agency_id, agent_id = office.agency.pk, office.agent.pk
    read_before = say(office.brand, make_access(office.brand))
    make_available(office.agent)
    with office.scope():
        pick_conversation(office.agent, conversation=read_before)
    topics = {agent_topic(agency_id, agent_id), visitor_topic(agency_id, read_before.pk)}

    with redis.Redis.from_url(settings.REDIS_URL) as client, client.pubsub() as listener:
        listener.subscribe(*topics)
        for _ in topics:
            assert listener.get_message(timeout=PATIENCE)["type"] == "subscribe"
        with office.scope():
            by = author_of_visitor(read_before.visitor)
            rate_conversation(read_before, by=by, score=5, comment="", client_id=uuid4())
        heard = [listener.get_message(timeout=PATIENCE) for _ in topics]

    assert read_before.agent is None
    assert {one["channel"] for one in heard if one} == topics
    assert [unwrap(one["data"]).agent_id for one in heard if one] == [agent_id] * 2
