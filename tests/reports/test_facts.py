"""What a chat was: hand-made histories, and what each must come to."""

import pytest

from conversations.models import Kind
from reports.facts import chats_in
from tests.reports.histories import (
    ALWAYS,
    JANA,
    OFFICE,
    PETER,
    VISITOR,
    accepted,
    at,
    began,
    chat,
    chats,
    closed,
    event,
    given,
    log,
    rated,
    reopened,
    returned,
    said,
    seconds,
)

ASKED = (began("09:00:00"), said("09:00:00", VISITOR, "Do you ship to Brno?"))
TAKEN = (given("09:00:05", JANA), accepted("09:00:10", JANA))
ANSWERED = (*ASKED, *TAKEN, said("09:00:25", JANA, "Yes, within two days."))


def test_a_plain_chat():
    facts = chat(*ANSWERED, said("09:01:00", VISITOR, "Thanks"), closed("09:04:00", JANA))

    assert facts.outcome == "handled"
    assert facts.clock_start == at("09:00:00")
    assert seconds(facts.first_response) == 25
    assert (seconds(facts.queue_part), seconds(facts.agent_part)) == (10, 15)
    assert seconds(facts.longest_wait) == 25
    assert seconds(facts.handle_time) == 25 + 35 + 180
    assert [owner.agent for owner in facts.owners] == [JANA]
    assert (facts.owners[0].since, facts.owners[0].until) == (at("09:00:05"), at("09:04:00"))
    assert facts.responder == facts.holder == JANA
    assert (facts.visitor_messages, facts.visitor_words, facts.agent_messages) == (2, 6, 1)
    assert facts.is_billable
    assert facts.why_not == ""


def test_an_open_chat_has_no_end_yet():
    facts = chat(*ASKED, *TAKEN)

    assert (facts.outcome, facts.ended_at, facts.settled_at) == ("", None, None)
    assert facts.owners[0].until is None
    assert facts.why_not == "ended"


def test_a_second_message_resets_no_clock():
    facts = chat(*ASKED, said("09:00:40", VISITOR, "Anybody?"), said("09:01:00", JANA))

    assert seconds(facts.first_response) == 60
    assert seconds(facts.longest_wait) == 60


def test_a_wait_after_the_first_answer_counts_too():
    facts = chat(
        *ANSWERED,
        said("09:01:00", VISITOR, "And to Ljubljana?"),
        said("09:02:00", VISITOR, "?"),
        said("09:03:30", JANA),
        closed("09:05:00", JANA),
    )

    assert seconds(facts.longest_wait) == 150
    assert facts.outcome == "handled"


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (closed("09:00:14", VISITOR, "left"), "abandoned"),
        (closed("09:00:15", VISITOR, "left"), "missed"),
        (closed("09:30:00", VISITOR, "left"), "missed"),
        (closed("09:00:10", JANA, "solved"), "missed"),
        (closed("09:01:00", JANA, "spam"), "spam"),
        (closed("09:01:00", JANA, "test"), "test"),
        (closed("09:01:00", JANA, "wrong_company"), "wrong_company"),
        (closed("09:01:00", JANA, "no_intent"), "no_intent"),
    ],
)
def test_an_unanswered_chat_ends(end, outcome: str):
    facts = chat(*ASKED, end)

    assert facts.outcome == outcome
    assert facts.first_response is None
    assert facts.why_not == "agent_answered"
    assert facts.longest_wait == end.at - at("09:00:00")


@pytest.mark.parametrize(
    ("end", "outcome"),
    [
        (closed("09:02:14", VISITOR, "left"), "handled"),
        (closed("09:02:15", VISITOR, "left"), "dropped"),
        # Whoever answered and ends the chat has seen the last words.
        (closed("09:12:00", JANA, "lead"), "handled"),
    ],
)
def test_last_words_of_the_visitor(end, outcome: str):
    facts = chat(*ANSWERED, said("09:02:00", VISITOR, "Thanks, bye"), end)

    assert facts.outcome == outcome
    assert facts.is_billable is (outcome == "handled")


def test_words_after_the_end_are_no_part_of_the_chat():
    over = (*ANSWERED, closed("09:05:00", JANA))
    later = (
        event("09:06:00", Kind.LEAD, JANA, lead="x", qualified=True),
        event("09:07:00", Kind.NOTE, JANA, "Call her back."),
    )

    assert chat(*over) == chat(*over, *later)


def test_a_rating_after_the_end_belongs_to_the_chat():
    over = (*ANSWERED, closed("09:05:00", JANA))
    facts = chat(*over, rated("09:06:00", 2), rated("09:06:30", 5))

    assert facts.rating == 5
    assert facts.transcript_hash == chat(*over).transcript_hash


@pytest.mark.parametrize(("back", "count"), [("09:10:00", 1), ("09:10:00.000001", 2)])
def test_coming_back_within_five_minutes_is_the_same_chat(back: str, count: int):
    found = chats(
        *ANSWERED,
        closed("09:05:00", JANA),
        reopened(back),
        said("09:10:01", VISITOR, "One more thing"),
        given("09:10:02", PETER),
        said("09:10:21", PETER),
        closed("09:12:00", PETER),
    )

    assert len(found) == count
    assert [one.outcome for one in found] == ["handled"] * count
    assert found[-1].ended_at == at("09:12:00")
    assert found[0].first_seq == 1
    if count == 2:
        assert found[1].first_seq == 7
        assert seconds(found[1].first_response) == 20
        assert found[0] == chat(*ANSWERED, closed("09:05:00", JANA))


def test_the_pause_in_a_merged_chat_is_nobodys_work():
    facts = chat(
        *ANSWERED,
        closed("09:01:00", JANA),
        reopened("09:05:00"),
        said("09:05:00", VISITOR),
        said("09:05:10", JANA),
        closed("09:05:20", JANA),
    )

    assert seconds(facts.handle_time) == 25 + 35 + 10 + 10
    assert seconds(facts.longest_wait) == 25


def test_gaps_count_up_to_their_limit():
    facts = chat(
        *ASKED,
        said("09:15:00", JANA),  # 15 minutes of an agent: 10
        said("09:25:00", VISITOR),  # 10 of a visitor: 4
        said("09:25:30", JANA),
        closed("09:55:30", JANA),  # half an hour to wrap up: 10
    )

    assert seconds(facts.handle_time) == 600 + 240 + 30 + 600


def test_a_chat_goes_back_to_the_queue_and_to_another():
    facts = chat(
        *ASKED,
        *TAKEN,
        returned("09:01:10"),
        given("09:01:30", PETER),
        accepted("09:01:40", PETER),
        said("09:01:45", PETER),
        closed("09:03:00", PETER),
    )

    assert [(owner.agent, owner.since, owner.until) for owner in facts.owners] == [
        (JANA, at("09:00:05"), at("09:01:10")),
        (PETER, at("09:01:30"), at("09:03:00")),
    ]
    assert seconds(facts.first_response) == 105
    # Jana had accepted it for a minute: that time was not the queue's.
    assert (seconds(facts.queue_part), seconds(facts.agent_part)) == (40, 65)
    assert facts.responder == PETER


def test_credit_goes_to_the_sender_and_not_to_the_holder():
    facts = chat(
        *ANSWERED,
        given("09:01:00", PETER, Kind.TRANSFERRED, by=JANA),
        said("09:02:00", VISITOR, "And the price?"),
        closed("09:04:00", VISITOR, "left"),
    )

    assert facts.outcome == "dropped"
    assert (facts.responder, facts.holder) == (JANA, PETER)
    assert [sender.agent for sender in facts.senders] == [JANA]
    assert [owner.agent for owner in facts.owners] == [JANA, PETER]


@pytest.mark.parametrize(
    ("data", "own"),
    [({}, 5), ({"canned": "x"}, 0), ({"canned": "x", "edited": True}, 5)],
)
def test_what_an_agent_wrote_themselves(data, own: int):
    facts = chat(*ASKED, said("09:00:20", JANA, "Hello", **data), closed("09:01:00", JANA))

    assert (facts.agent_characters, facts.own_characters) == (5, own)


def test_the_clock_waits_for_the_doors_to_open():
    early = (began("07:50:00"), said("07:50:00", VISITOR))

    facts = chat(*early, said("08:00:12", JANA), closed("08:01:00", JANA), timetable=OFFICE)

    assert facts.clock_start == at("08:00:00")
    assert seconds(facts.first_response) == seconds(facts.longest_wait) == 12
    assert facts.counted_at == at("08:00:00")


def test_who_left_before_the_doors_opened_was_never_waiting():
    facts = chat(
        began("07:50:00"),
        said("07:50:00", VISITOR),
        closed("07:59:00", VISITOR, "left"),
        timetable=OFFICE,
    )

    assert (facts.clock_start, facts.outcome) == (None, "offline")
    assert seconds(facts.longest_wait) == 0
    assert facts.counted_at == at("07:50:00")


def test_an_answer_before_the_doors_open_starts_no_clock():
    facts = chat(
        began("07:50:00"),
        said("07:50:00", VISITOR),
        said("07:51:00", JANA),
        said("08:10:00", VISITOR),
        said("08:11:00", JANA),
        closed("08:12:00", JANA),
        timetable=OFFICE,
    )

    assert (facts.clock_start, facts.first_response) == (None, None)
    assert facts.outcome == "handled"
    assert seconds(facts.longest_wait) == 60


def test_a_message_left_for_later_is_offline():
    facts = chat(*ASKED, event("09:00:00", Kind.CLOSED, outcome="offline"))

    assert facts.outcome == "offline"
    assert not facts.is_billable


def test_waiting_into_the_evening_counts_until_the_doors_close():
    facts = chat(
        began("17:59:00"),
        said("17:59:00", VISITOR),
        closed("18:30:00", VISITOR, "left"),
        timetable=OFFICE,
    )

    assert facts.outcome == "missed"
    assert seconds(facts.longest_wait) == 60


def test_events_given_twice_and_in_any_order_are_the_same_chat():
    events = log(*ANSWERED, closed("09:05:00", JANA))
    from_log = chats(*ANSWERED, closed("09:05:00", JANA))

    shuffled = [*reversed(events), *events]

    assert chats_in(shuffled, ALWAYS) == from_log


def test_signs_without_a_word_are_not_charged():
    facts = chat(
        began("09:00:00"),
        said("09:00:00", VISITOR, "👍?!"),
        said("09:00:10", JANA),
        closed("09:01:00", JANA),
    )

    assert facts.outcome == "handled"
    assert facts.why_not == "visitor_words"
