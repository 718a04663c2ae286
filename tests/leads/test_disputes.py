"""Objecting to a lead: who, when, how often, and that silence costs the agency."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import InternalError, connection, transaction
from django.db.utils import IntegrityError
from django.utils.timezone import now

from leads import queries
from leads.actions.delivery import mark_delivered
from leads.actions.disputes import answer_dispute, expire_disputes, open_dispute
from leads.actions.forms import set_dispute_terms
from leads.deadlines import end_of_days, end_of_working_days
from leads.errors import DisputeClosed, NotCharged, TooLate
from leads.models import Dispute, DisputeStep, Lead
from leads.periodic import expire_disputes as sweep
from tenants.errors import Forbidden, Invalid
from tenants.models import Role
from tests.factories import make_access, make_dispute, make_lead, open_office, say

BRATISLAVA = ZoneInfo("Europe/Bratislava")


@pytest.fixture
def manager(office):
    return office.members[Role.CLIENT_MANAGER]


@pytest.fixture
def supervisor(office):
    return office.members[Role.SUPERVISOR]


@pytest.fixture
def delivered(office, lead) -> Lead:
    with office.scope():
        mark_delivered([lead.pk])
        lead.refresh_from_db()
    return lead


def test_a_dispute_is_answered_within_working_days_and_every_step_is_kept(
    office, delivered, manager, supervisor
):
    friday = datetime(2026, 10, 16, 15, tzinfo=UTC)
    with office.scope():
        dispute = open_dispute(
            delivered, member=manager, reason="no_contact", comment=" Nikto nedvíha. ", at=friday
        )
        monday = friday + timedelta(days=3)
        answer_dispute(dispute, member=supervisor, accept=True, answer="Pravda.", at=monday)
        steps = [(one.status, one.by, one.text, one.at) for one in DisputeStep.objects.all()]
        (credited,) = queries.disputes_to_credit()

    assert dispute.due_at == datetime(2026, 10, 24, tzinfo=BRATISLAVA)
    assert steps == [
        ("open", manager, "Nikto nedvíha.", friday),
        ("accepted", supervisor, "Pravda.", monday),
    ]
    assert credited == dispute


def test_only_the_clients_manager_objects_and_only_the_office_answers(office, delivered, manager):
    with office.scope():
        for role in set(Role.values) - {Role.CLIENT_MANAGER}:
            with pytest.raises(Forbidden):
                open_dispute(delivered, member=office.members[role], reason="spam")
        dispute = open_dispute(delivered, member=manager, reason="spam")
        for role in (Role.AGENT, Role.CLIENT_MANAGER, Role.CLIENT_VIEWER):
            with pytest.raises(Forbidden):
                answer_dispute(dispute, member=office.members[role], accept=True)
        assert DisputeStep.objects.count() == 1


def test_the_time_to_object_ends_with_a_day_of_the_brand(office, delivered, manager):
    with office.scope():
        set_dispute_terms(office.brand, dispute_days=3, answer_days=2)
        until = queries.dispute_until(delivered, queries.lead_form(office.brand), None)
        assert until == end_of_days(delivered.delivered_at, 3, "Europe/Bratislava")
        with pytest.raises(TooLate):
            open_dispute(delivered, member=manager, reason="spam", at=until)
        assert open_dispute(
            delivered, member=manager, reason="spam", at=until - timedelta(seconds=1)
        )


def test_before_the_delivery_no_time_runs(office, lead, manager):
    with office.scope():
        later = now() + timedelta(days=90)
        assert open_dispute(lead, member=manager, reason="spam", at=later)


def test_what_is_not_charged_is_not_disputed(office, captured, manager):
    lead = captured(category="job_seeker")

    with office.scope(), pytest.raises(NotCharged):
        open_dispute(lead, member=manager, reason="spam")


def test_a_reason_is_one_of_the_list_and_a_refusal_says_why(office, delivered, manager, supervisor):
    with office.scope():
        with pytest.raises(Invalid):
            open_dispute(delivered, member=manager, reason="mood")
        dispute = open_dispute(delivered, member=manager, reason="spam")
        with pytest.raises(Invalid):
            answer_dispute(dispute, member=supervisor, accept=False, answer=" ")


def test_after_a_refusal_once_more_and_then_never(office, delivered, manager, supervisor):
    with office.scope():
        first = open_dispute(delivered, member=manager, reason="spam")
        with pytest.raises(DisputeClosed):
            open_dispute(delivered, member=manager, reason="spam")
        answer_dispute(first, member=supervisor, accept=False, answer="Nie.")
        second = open_dispute(delivered, member=manager, reason="spam")
        answer_dispute(second, member=supervisor, accept=False, answer="Nie.")
        with pytest.raises(DisputeClosed):
            open_dispute(delivered, member=manager, reason="spam")

        assert (first.level, second.level) == (1, 2)
        assert not queries.disputes_to_credit().exists()


def test_the_second_time_runs_from_the_refusal(office, delivered, manager, supervisor):
    opened = delivered.delivered_at + timedelta(days=6)
    with office.scope():
        first = open_dispute(delivered, member=manager, reason="spam", at=opened)
        refused = opened + timedelta(days=2)
        answer_dispute(first, member=supervisor, accept=False, answer="Nie.", at=refused)
        later = refused + timedelta(days=9)
        with pytest.raises(TooLate):
            open_dispute(delivered, member=manager, reason="spam", at=later)
        assert open_dispute(
            delivered, member=manager, reason="spam", at=refused + timedelta(days=6)
        )


def test_a_credited_lead_is_not_disputed_again(office, delivered, manager, supervisor):
    with office.scope():
        dispute = open_dispute(delivered, member=manager, reason="spam")
        answer_dispute(dispute, member=supervisor, accept=True)
        for again in (
            lambda: open_dispute(delivered, member=manager, reason="spam"),
            lambda: answer_dispute(dispute, member=supervisor, accept=False, answer="Nie."),
        ):
            with pytest.raises(DisputeClosed):
                again()


def test_no_answer_in_time_is_a_credit(office, delivered, manager, supervisor):
    with office.scope():
        dispute = open_dispute(delivered, member=manager, reason="spam")
        early = dispute.due_at - timedelta(seconds=1)
        assert expire_disputes(at=early) == 0
        with pytest.raises(TooLate):
            answer_dispute(
                dispute, member=supervisor, accept=False, answer="Nie.", at=dispute.due_at
            )
        late = dispute.due_at + timedelta(days=3)
        assert (expire_disputes(at=late), expire_disputes(at=late)) == (1, 0)
        dispute.refresh_from_db()
        (step,) = DisputeStep.objects.filter(status="expired")

        assert dispute.is_credited
        assert dispute.answered_at == step.at == dispute.due_at
        assert step.by is None
        assert list(queries.disputes_to_credit()) == [dispute]


def test_the_clock_credits_in_every_agency(committed_db):
    offices = [open_office("One"), open_office("Two")]
    disputes = []
    for office in offices:
        lead = make_lead(office, say(office.brand, make_access(office.brand)))
        disputes.append(make_dispute(office, lead))
        with office.scope():
            Dispute.objects.filter(pk=disputes[-1].pk).update(due_at=now())

    sweep()
    sweep()

    for office, dispute in zip(offices, disputes, strict=True):
        with office.scope():
            dispute.refresh_from_db()
            assert dispute.status == "expired"
            assert DisputeStep.objects.filter(dispute=dispute, status="expired").count() == 1


def test_a_lead_is_credited_once_whatever_the_code_does(office, delivered, manager, supervisor):
    with office.scope():
        first = open_dispute(delivered, member=manager, reason="spam")
        answer_dispute(first, member=supervisor, accept=True)
        with pytest.raises(IntegrityError), transaction.atomic():
            Dispute.objects.create(
                agency=office.agency,
                brand=office.brand,
                lead=delivered,
                level=2,
                reason="spam",
                status="expired",
                opened_at=now(),
                due_at=now(),
            )


@pytest.mark.parametrize("change", ["UPDATE {} SET at = now()", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["leads_disputestep", "leads_leadstep"])
def test_steps_stay_as_they_were(office, delivered, manager, table, change):
    with office.scope():
        open_dispute(delivered, member=manager, reason="spam")
        with (
            pytest.raises((InternalError, IntegrityError), match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change.format(table))


def test_disputes_are_counted_by_reason_and_by_agent(office, captured, manager, supervisor):
    since = now() - timedelta(hours=1)
    leads = [captured(phone=f"090512345{number}", email="") for number in range(4)]
    with office.scope():
        reasons = ["spam", "spam", "no_contact", "spam"]
        disputes = [
            open_dispute(lead, member=manager, reason=reason)
            for lead, reason in zip(leads, reasons, strict=True)
        ]
        answer_dispute(disputes[0], member=supervisor, accept=True)
        answer_dispute(disputes[1], member=supervisor, accept=False, answer="Nie.")
        open_dispute(leads[1], member=manager, reason="spam")
        until = now() + timedelta(hours=1)
        counts = queries.dispute_counts(office.brand, since, until)
        nothing = queries.dispute_counts(office.brands[1], since, until)

    assert counts["reasons"] == [
        {"reason": "spam", "disputed": 3, "credited": 1, "refused": 1, "open": 2},
        {"reason": "no_contact", "disputed": 1, "credited": 0, "refused": 0, "open": 1},
    ]
    (agent,) = counts["agents"]
    assert (agent["name"], agent["disputed"]) == (office.agent.name, 4)
    assert nothing == {"reasons": [], "agents": []}


@pytest.mark.parametrize(
    ("since", "days", "end"),
    [
        # A Monday; over a weekend; from a Saturday; late on Friday in UTC is Saturday there.
        ("2026-10-12T08:00+00:00", 5, "2026-10-20"),
        ("2026-10-16T08:00+00:00", 1, "2026-10-20"),
        ("2026-10-17T08:00+00:00", 1, "2026-10-20"),
        ("2026-10-16T23:00+00:00", 1, "2026-10-20"),
        ("2026-10-12T08:00+00:00", 0, "2026-10-13"),
    ],
)
def test_working_days_leave_out_weekends(since: str, days: int, end: str):
    found = end_of_working_days(datetime.fromisoformat(since), days, "Europe/Bratislava")

    assert found == datetime.fromisoformat(end).replace(tzinfo=BRATISLAVA)


def test_a_day_ends_where_the_brand_is_also_when_clocks_change():
    since = datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # Sunday, 0:30 in Bratislava.

    assert end_of_days(since, 0, "Europe/Bratislava") == datetime(2026, 10, 25, 23, tzinfo=UTC)
    assert end_of_days(since, 0, "Europe/London") == datetime(2026, 10, 24, 23, tzinfo=UTC)
