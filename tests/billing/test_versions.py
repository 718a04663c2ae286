"""Versions of a contract: their days do not overlap, and what is closed or charged stays."""

from datetime import date
from decimal import Decimal
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period
from billing.actions.contracts import agree_contract, end_contract
from billing.actions.locking import lock_money
from billing.errors import ContractInUse, DaysClosed, OtherCurrency
from billing.models import Contract, Invoice
from billing.queries.proof import prove
from tenants.errors import Invalid
from tests.billing.past import OCTOBER, agree, at, have_chats, ledger
from tests.factories import Office, open_office


def test_a_version_never_ends_inside_the_next(office: Office):
    with office.scope():
        first = agree(office)
        agree_contract(office.brand, by=None, valid_from=date(2027, 1, 1), chat_price=Decimal(2))

        with pytest.raises(Invalid) as refusal:
            end_contract(first, by=None, last_day=date(2027, 1, 31))

        assert set(refusal.value.fields) == {"last_day"}
        assert end_contract(first, by=None, last_day=date(2026, 12, 15)).valid_to is not None


def test_a_contract_is_not_extended_into_a_closed_month(office: Office):
    with office.scope():
        contract = agree(office, retainer=Decimal(310))
        end_contract(contract, by=None, last_day=date(2026, 10, 10))
        invoice = close_period(office.brand, OCTOBER)
        assert invoice is not None

        with pytest.raises(DaysClosed):
            end_contract(contract, by=None, last_day=date(2026, 12, 31))

        assert prove(Invoice.objects.get(pk=invoice.pk)) == []


def test_a_contract_that_ended_may_go_on_while_nothing_is_closed(office: Office):
    with office.scope():
        contract = agree(office)
        have_chats(office, 1, at("2026-10-07 12:00"))
        end_contract(contract, by=None, last_day=date(2026, 10, 10))

        end_contract(contract, by=None, last_day=date(2026, 12, 31))

        assert Contract.objects.get().valid_to == date(2026, 12, 31)


def test_a_currency_is_put_right_before_anything_is_charged(office: Office):
    with office.scope():
        agree(office, currency="CZK")
        with pytest.raises(OtherCurrency), transaction.atomic():
            agree_contract(office.brand, by=None, valid_from=date(2026, 11, 1), currency="EUR")

        agree_contract(office.brand, by=None, valid_from=OCTOBER, currency="EUR")

        assert Contract.objects.get().currency == "EUR"


def test_nobody_agrees_on_another_price_while_somebody_charges(committed_db):
    office = open_office("Both")
    with office.scope():
        agree(office)
        have_chats(office, 1, at("2026-10-20 12:00"))
    has_begun, refused = Event(), []

    def agree_meanwhile() -> None:
        has_begun.wait()
        try:
            with office.scope():
                agree_contract(
                    office.brand, by=None, valid_from=date(2026, 10, 15), chat_price=Decimal(9)
                )
        except ContractInUse as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    other = Thread(target=agree_meanwhile)
    other.start()
    with office.scope():
        lock_money(office.brand)
        has_begun.set()
        # As long as it takes from reading the contracts to storing what they cost.
        other.join(timeout=1)
        charge_brand(office.brand)
    other.join()

    assert len(refused) == 1
    with office.scope():
        assert ledger() == [("chat", "1.55")]
        assert Contract.objects.get().valid_to is None
