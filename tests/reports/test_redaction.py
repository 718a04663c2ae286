"""What counts of a text is counted the same when the text is gone."""

from uuid import uuid4

from conversations.actions.conversations import close_conversation
from conversations.actions.corrections import edit_message, redact_message
from conversations.actions.messages import write_as_member
from reports.queries.chats import chats_of
from tests.factories import Office, make_access, make_available, say

WORDS = "Dobrý deň, máte e-shop? 👍🏽 ďakujem_vám naïve 42×"


def test_words_and_characters_outlive_a_redaction_in_an_open_chat(office: Office):
    make_available(office.agent)
    row = say(office.brand, make_access(office.brand), WORDS)
    with office.scope():
        said = write_as_member(row, member=office.member, body=WORDS, client_id=uuid4()).seq
        edit_message(row, member=office.member, seq=said, body="Nie.")
        (before,) = chats_of(row)
        for seq in (2, said):
            redact_message(row, member=office.member, seq=seq)
        (after,) = chats_of(row)
        close_conversation(row, member=office.member, outcome="solved")
        (ended,) = chats_of(row)

    for one in (after, ended):
        assert one.visitor_words == before.visitor_words > 5
        assert one.agent_characters == before.agent_characters == len(WORDS)
        assert one.own_characters == before.own_characters
    assert ended.is_billable
    assert len({one.transcript_hash for one in (before, after, ended)}) == 3
