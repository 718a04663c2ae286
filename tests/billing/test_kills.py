"""Money, while workers die: a real worker on the real broker, killed with -9 all the time."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.db.models import Count, Sum
from django.utils.timezone import now

from billing.models import Charge, Invoice, InvoiceLine, Period, Series
from billing.periodic import charge_brand, close_brand
from billing.queries.checks import mismatches
from billing.queries.ledger import new_charges
from billing.queries.proof import prove
from reports.models import ChatFact
from tenants.models import Brand
from tests.billing.past import OCTOBER, agree, at, chat, record
from tests.billing.workers import running_worker
from tests.factories import Office, make_brand, open_office
from tests.waiting import until

NOON = at("2026-10-07 12:00")
LATELY = now() - timedelta(hours=20)
CHATS = 400
ROUNDS = 20
WORKER_DIES = (7, 14)
KILLS = 15
CLOSERS = 24


def with_brands(name: str, count: int) -> tuple[Office, list[Brand]]:
    office = open_office(name)
    with office.scope():
        brands = [make_brand(office.agency, f"{name} {n}") for n in range(count)]
        for brand in brands:
            agree(office, brand)
    return office, brands


def add_chats(office: Office, brands: list[Brand], first: datetime, numbers: range) -> None:
    """Chats of all the brands in turn, a minute apart."""
    with office.scope():
        record(
            chat(office, first + timedelta(minutes=n), brand=brands[n % len(brands)])
            for n in numbers
        )


def test_every_chat_is_charged_once_while_workers_die(committed_db, tmp_path: Path):
    office, brands = with_brands("Charged", 5)

    def publish() -> None:
        for brand in brands:
            for _twice in range(2):
                charge_brand.delay(office.agency.pk, brand.pk)

    def is_done() -> bool:
        with office.scope():
            return Charge.objects.count() >= CHATS

    with running_worker(2, tmp_path / "log") as worker:
        for number in range(ROUNDS):
            some = range(CHATS * number // ROUNDS, CHATS * (number + 1) // ROUNDS)
            add_chats(office, brands, LATELY, some)
            publish()
            if number in WORKER_DIES:
                worker.kill()
            else:
                worker.kill_child(pause=0.2)
        # As the clock would.
        until(is_done, 300, again=publish, every=5)

    with office.scope():
        facts = {
            f"{fact.conversation.uuid}:{fact.first_seq}"
            for fact in ChatFact.objects.select_related("conversation")
        }
        assert len(facts) == CHATS
        assert sorted(Charge.objects.values_list("source", flat=True)) == sorted(facts)
        found = Charge.objects.aggregate(count=Count("pk"), amount=Sum("amount"))
        assert found == {"count": CHATS, "amount": CHATS * Decimal("1.55")}
        assert [one for brand in brands for one in mismatches(brand)] == []
    assert worker.killed_workers == len(WORKER_DIES)
    assert worker.killed_children == ROUNDS - len(WORKER_DIES)


def test_a_month_is_closed_once_by_many_of_whom_some_die(committed_db, tmp_path: Path):
    office, brands = with_brands("Closed", 3)
    add_chats(office, brands, NOON, range(60))

    def publish(times: int = 1) -> None:
        for brand in brands * times:
            close_brand.delay(office.agency.pk, brand.pk, OCTOBER.isoformat())

    def is_done() -> bool:
        with office.scope():
            return Period.objects.count() == len(brands)

    with running_worker(CLOSERS, tmp_path / "log") as worker:
        publish(CLOSERS)
        for _ in range(KILLS):
            worker.kill_child(pause=0.1)
        # As the clock would.
        until(is_done, 300, again=publish, every=5)

    with office.scope():
        invoices = list(Invoice.objects.order_by("sequence"))
        assert [one.sequence for one in invoices] == list(range(1, len(brands) + 1))
        assert sorted(one.brand_id for one in invoices) == sorted(brand.pk for brand in brands)
        assert Series.objects.get().last == len(brands)
        lines = InvoiceLine.objects.aggregate(total=Sum("amount"))["total"]
        assert (
            lines == Charge.objects.aggregate(total=Sum("amount"))["total"] == 60 * Decimal("1.55")
        )
        assert not any(new_charges(brand).exists() for brand in brands)
        assert prove(invoices[0]) == []
    assert worker.killed_children == KILLS
