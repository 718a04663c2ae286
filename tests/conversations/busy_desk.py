"""One process of test_twenty_chats_on_one_slot: five visitors write, the agent closes."""
# ruff: noqa: E402 -- Django has to be set up first.

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

import django

django.setup()

from agents.models import Agent
from conversations.actions.conversations import close_conversation
from conversations.errors import ConversationClosed, NotAssigned
from conversations.models import Conversation
from tenants.queries import brand_by_key
from tenants.scoping import tenant_scope
from tests.factories import make_access, say

CHATS, VISITORS = 20, 5
SECONDS = 240


def close_one(agency_id: int) -> None:
    try:
        with tenant_scope(agency_id):
            held = Conversation.objects.filter(status="assigned").first()
            if held is not None and held.agent_id:
                agent = Agent.objects.select_related("membership").get(pk=held.agent_id)
                close_conversation(held, member=agent.membership, outcome="solved")
    except (ConversationClosed, NotAssigned):
        pass  # Another process was first.


def is_over(agency_id: int) -> bool:
    with tenant_scope(agency_id):
        return Conversation.objects.filter(status="closed").count() == CHATS


agency_id, brand = int(sys.argv[1]), brand_by_key(sys.argv[2])
for _ in range(VISITORS):
    say(brand, make_access(brand))
    close_one(agency_id)
deadline = time.monotonic() + SECONDS
while not is_over(agency_id):
    assert time.monotonic() < deadline, "The queue does not drain."
    close_one(agency_id)
