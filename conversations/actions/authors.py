"""How members sign what they do to a conversation."""

from agents.queries import agent_of
from conversations import queries
from conversations.log import Author
from conversations.models import By, Conversation
from tenants.errors import Forbidden
from tenants.models import Membership


def member_author(conversation: Conversation, member: Membership, *, is_note: bool) -> Author:
    """Who writes. A note of the office to somebody else's chat is a whisper."""
    agent = agent_of(member)
    is_whisper = is_note and member.in_office and not conversation.is_with(agent)
    if agent is not None and not is_whisper:
        return queries.author_of(agent, conversation.brand_id)
    if is_note:
        return by_own_name(member)
    raise Forbidden


def author_in(conversation: Conversation, member: Membership) -> Author:
    """Who does anything else: visitors read it too."""
    agent = agent_of(member)
    if agent is not None and (conversation.is_with(agent) or not member.in_office):
        return queries.author_of(agent, conversation.brand_id)
    return by_own_name(member, By.SUPERVISOR if member.in_office else By.AGENT)


def by_own_name(member: Membership, kind: By = By.SUPERVISOR) -> Author:
    name = str(member.user)
    return Author(kind, member.uuid, name, name)
