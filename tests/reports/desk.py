"""A few chats that are over, with their facts and roll-ups, for pages to show."""

from uuid import uuid4

from conversations.actions.conversations import close_conversation
from conversations.actions.messages import write_as_member
from conversations.models import Conversation
from reports.actions.facts import derive_facts
from reports.actions.roll_up import roll_up
from tests.factories import Office, make_access, make_available, say


def answered_chat(office: Office, text: str = "Is it in stock?") -> Conversation:
    conversation = say(office.brand, make_access(office.brand), text, name="Peter")
    with office.scope():
        write_as_member(conversation, member=office.member, body="Six of them.", client_id=uuid4())
        close_conversation(conversation, member=office.member, outcome="solved")
    return conversation


def unanswered_chat(office: Office, text: str = "Is anybody there?") -> Conversation:
    conversation = say(office.brand, make_access(office.brand), text)
    with office.scope():
        close_conversation(conversation, member=office.member, outcome="solved")
    return conversation


def count(office: Office) -> None:
    """Bring facts and roll-ups to what has been said."""
    with office.scope():
        derive_facts(Conversation.objects.all())
        roll_up()


def busy_day(office: Office) -> list[Conversation]:
    """Three chats of the first brand: two answered, one not."""
    make_available(office.agent)
    chats = [answered_chat(office), answered_chat(office), unanswered_chat(office)]
    count(office)
    return chats
