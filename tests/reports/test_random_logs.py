"""What holds for every history, whatever happened in it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.models import Kind
from reports.chats import ChatOutcome
from reports.facts import MERGE_WINDOW, chats_in
from tenants.hours import Hours, Timetable
from tests.reports import reference
from tests.reports.histories import ALWAYS, JANA, OFFICE, PETER, VISITOR, ZONE
from tests.reports.random_logs import Story

NO_TIME = timedelta()
WEEKS = {
    "always": {},
    "office": {day: [["08:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "nights": {"sat": [["22:00", "01:00"]], "sun": [["01:30", "02:30"], ["09:00", "12:00"]]},
}
# Into the night on which the clocks go back.
BEGINNINGS = st.datetimes(datetime(2025, 10, 23), datetime(2025, 10, 28)).map(
    lambda at: at.replace(microsecond=0, tzinfo=UTC)
)


@st.composite
def logs(draw):
    random = draw(st.randoms(use_true_random=False))
    story = Story(random, draw(BEGINNINGS), VISITOR, [JANA, PETER])
    return story.tell(draw(st.integers(0, 25)))


@given(logs(), st.sampled_from([ALWAYS, OFFICE]))
def test_facts_of_any_history_hold_together(log, timetable: Timetable):
    for facts in chats_in(log, timetable):
        ended = facts.ended_at or log[-1].at
        durations = (facts.longest_wait, facts.handle_time, facts.agent_part, facts.queue_part)
        assert all(one >= NO_TIME for one in durations if one is not None)
        if facts.first_response is not None:
            assert facts.queue_part is not None
            assert facts.agent_part is not None
            assert facts.first_response == facts.queue_part + facts.agent_part
            assert facts.responder is not None
        assert (facts.outcome in ChatOutcome.values) == (facts.ended_at is not None)
        assert facts.longest_wait <= ended - facts.opened_at
        assert facts.handle_time <= ended - facts.opened_at
        assert facts.own_characters <= facts.agent_characters
        assert facts.agent_messages == sum(sender.messages for sender in facts.senders)
        assert facts.clock_start is None or facts.clock_start >= facts.opened_at
        if facts.is_billable:
            assert facts.outcome == ChatOutcome.HANDLED
            assert facts.visitor_messages
            assert facts.agent_messages


@given(logs())
def test_owners_follow_each_other_and_cover_what_was_held(log):
    for facts in chats_in(log, ALWAYS)[-1:]:
        moments = [(one.since, one.until or log[-1].at) for one in facts.owners]
        assert all(since <= until for since, until in moments)
        assert all(one[1] <= two[0] for one, two in pairwise(moments))
        assert all(one.agent in (JANA, PETER) for one in facts.owners)
        held = sum((until - since for since, until in moments), NO_TIME)
        assert held == time_held(one for one in log if facts.first_seq <= one.seq)


@given(logs(), st.randoms())
def test_order_and_repetition_of_reading_change_nothing(log, random):
    read = log + random.sample(log, len(log) // 2)
    random.shuffle(read)

    assert chats_in(read, OFFICE) == chats_in(log, OFFICE)


@given(logs(), st.integers(1, 40))
def test_what_has_settled_is_never_changed_by_what_follows(log, length: int):
    """A chat that is over, and was not gone on with in time, is the same for ever."""
    before, after = chats_in(log[:length], OFFICE), chats_in(log, OFFICE)
    for early, late in zip(before, after, strict=False):
        assert early.first_seq == late.first_seq
        came_back = any(
            one.kind == Kind.REOPENED and one.at - early.ended_at <= MERGE_WINDOW
            for one in log[length:]
            if early.ended_at and one.seq > early.last_seq
        )
        if early.ended_at and not came_back:
            assert replace_rating(early) == replace_rating(late)
        if early.clock_start:
            assert early.clock_start == late.clock_start
        if early.first_response is not None:
            assert early.first_response == late.first_response


@given(logs())
def test_chats_share_a_log_out_without_a_hole(log):
    found = chats_in(log, ALWAYS)

    assert found[0].first_seq == 1
    starts = [facts.first_seq for facts in found]
    assert starts == sorted(set(starts))
    said = [one for one in log if one.kind == Kind.MESSAGE]
    assert sum(facts.visitor_messages + facts.agent_messages for facts in found) == len(said)


@pytest.mark.parametrize("name", WEEKS)
@given(log=logs())
def test_the_plainest_reckoning_comes_to_the_same(name: str, log):
    week = WEEKS[name]
    promise = reference.Promise(week, ZONE)
    timetable = Timetable(Hours.parse(week, ZONE.key))

    told, found = reference.tell_chats(log, promise), chats_in(log, timetable)

    assert len(told) == len(found)
    for one, facts in zip(told, found, strict=True):
        assert facts.outcome == one.outcome
        assert facts.clock_start == one.clock
        assert facts.first_response == one.first_response
        assert facts.agent_part == one.held_part
        assert facts.longest_wait == one.longest
        assert facts.handle_time == one.handle
        assert facts.responder == one.responder
        assert facts.rating == one.rating
        assert facts.is_billable == one.billable
        assert [(str(own.agent), own.since, own.until) for own in facts.owners] == one.holds


def replace_rating(facts):
    return {**vars(facts), "rating": None}


def time_held(events) -> timedelta:
    """From one event to the next: was it with somebody?"""
    total, is_held = NO_TIME, False
    for one, following in pairwise(events):
        if one.kind in (Kind.ASSIGNED, Kind.TRANSFERRED):
            is_held = True
        elif one.kind in (Kind.RETURNED, Kind.CLOSED, Kind.REOPENED):
            is_held = False
        total += following.at - one.at if is_held else NO_TIME
    return total
