"""What the clock does with money: it asks who owes something, and asks again."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import now

from billing.actions.contracts import agree_contract, end_contract
from billing.models import Charge, Invoice, Period
from billing.periodic import charge_due, check_ledger, close_due
from billing.queries.contracts import today
from billing.rating import last_day_of, next_month
from config.celery import app
from leads.actions.forms import set_dispute_terms
from leads.queries import lead_form
from tenants.hours import start_of_day
from tests.billing.past import ZONE, agree, have_chats
from tests.factories import Office, open_office


@pytest.fixture
def office(committed_db) -> Iterator[Office]:
    """Jobs run at once, where they are asked for."""
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield open_office("Clock")
    app.conf.task_always_eager = app.conf.task_eager_propagates = False


def last_month():
    first = today("Europe/Bratislava").replace(day=1)
    return (first - timedelta(days=1)).replace(day=1)


def test_what_settled_lately_is_charged_and_what_is_old_is_told(office: Office, caplog):
    with office.scope():
        agree(office, valid_from=now().date() - timedelta(days=30))
        have_chats(office, 1, now() - timedelta(hours=5))
        have_chats(office, 1, now() - timedelta(days=5))

    charge_due()
    charge_due()

    with office.scope():
        assert Charge.objects.count() == 1
    check_ledger()
    ours = [line for line in caplog.messages if f"brand {office.brand.pk}:" in line]
    assert len(ours) == 1
    assert "handled chat without a charge" in ours[0]


@pytest.mark.parametrize(("day", "closed"), [(1, 1), (None, 0)])
def test_a_month_is_closed_on_the_day_that_the_contract_names(
    office: Office, day: int | None, closed: int
):
    month = last_month()
    with office.scope():
        agree(office, valid_from=month, closing_day=day)
        have_chats(office, 1, start_of_day(month, ZONE) + timedelta(hours=12))

    close_due()
    close_due()

    with office.scope():
        assert [one.month for one in Period.objects.all()] == [month] * closed
        assert Invoice.objects.count() == closed


def test_the_last_month_of_a_contract_is_closed_when_it_has_ended(office: Office):
    month = last_month()
    with office.scope():
        contract = agree(office, valid_from=month, closing_day=1, retainer=Decimal(100))
        end_contract(contract, by=None, last_day=last_day_of(month))

    close_due()

    with office.scope():
        assert Invoice.objects.get().net == 100


def test_a_version_to_come_closes_no_month_of_the_one_before(office: Office):
    month = last_month()
    with office.scope():
        agree(office, valid_from=month, retainer=Decimal(100))
        later = next_month(next_month(month))
        agree_contract(office.brand, by=None, valid_from=later, closing_day=1)

    close_due()

    with office.scope():
        assert not Period.objects.exists()


def test_terms_for_disputes_begin_with_their_contract(office: Office):
    day = today("Europe/Bratislava")
    with office.scope():
        agree(office, valid_from=last_month(), dispute_days=7)
        agree_contract(office.brand, by=None, valid_from=next_month(day), dispute_days=3)
        assert lead_form(office.brand).dispute_days == 7
        set_dispute_terms(office.brand, dispute_days=30, answer_days=5)

    close_due()

    with office.scope():
        assert lead_form(office.brand).dispute_days == 7
