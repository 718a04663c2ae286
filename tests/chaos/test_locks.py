"""Those who only point to a row and those who change it do not wait for each other."""

import pytest
from django.db import connections

from tests.chaos.desk import Desk


@pytest.fixture
def desk(committed_db) -> Desk:
    return Desk()


def test_a_chat_is_given_and_closed_while_its_agents_and_it_are_pointed_to(desk):
    """As facts and leads do until their transaction ends: a foreign key holds what it names."""
    conv = desk.write(desk.visitor(), "Hello")
    holder = connections["maintenance"]
    with holder.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT 1 FROM agents_agent FOR KEY SHARE")
        cursor.execute("SELECT 1 FROM conversations_conversation FOR KEY SHARE")
        try:
            other = desk.write(desk.visitor(), "Hello too")
            desk.reply(conv, 0, "Hello")
            desk.transfer(conv, 0, str(desk.agents[1].uuid))
            desk.close(conv, desk.members[1])
        finally:
            cursor.execute("ROLLBACK")

    assert desk.item(other)["status"] == "assigned"
    assert desk.item(conv)["status"] == "closed"
