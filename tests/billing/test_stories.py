"""Whatever happens in whatever order: the ledger is the facts, and the invoices the ledger."""

import ast
from collections import Counter
from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db.models import Sum

from billing.actions.charging import charge_brand
from billing.actions.closing import close_period, credit_invoice
from billing.models import Charge, Invoice, InvoiceLine, LineCharge, Period
from billing.queries.checks import mismatches
from billing.queries.ledger import new_charges
from billing.queries.periods import open_months
from billing.queries.proof import prove
from leads.models import Lead
from reports.models import ChatFact
from tenants.errors import Refusal
from tests.billing.past import OCTOBER, agree, at, have_chats, have_lead, win_dispute
from tests.factories import Office

AUGUST = date(2026, 8, 1)
STEPS = 25
MONEY = ["actions", "evidence.py", "models", "queries", "rating", "vat.py"]


class Story:
    """Things happen to a brand of which some are found out late, or asked for twice."""

    def __init__(self, office: Office, luck: Random) -> None:
        self.office, self.brand, self.luck = office, office.brand, luck

    def moment(self) -> datetime:
        return at("2026-08-01 00:00") + timedelta(minutes=self.luck.randrange(92 * 24 * 60))

    def chats(self) -> None:
        outcome = self.luck.choice(["solved", "solved", "lead", "spam"])
        have_chats(self.office, self.luck.randint(1, 5), self.moment(), outcome=outcome)

    def lead(self) -> None:
        have_lead(self.office, self.moment(), is_qualified=self.luck.random() < 0.8)

    def dispute(self) -> None:
        leads = list(Lead.objects.filter(is_qualified=True, disputes=None).order_by("pk"))
        if leads:
            lead = self.luck.choice(leads)
            win_dispute(lead, lead.captured_at + timedelta(days=self.luck.randrange(40)))

    def charge(self) -> None:
        charge_brand(self.brand)

    def close(self) -> None:
        waiting = [month for month in open_months(self.brand) if month <= OCTOBER]
        if waiting:
            first = close_period(self.brand, waiting[0])
            assert close_period(self.brand, waiting[0]) == first

    def credit(self) -> None:
        invoices = list(Invoice.objects.filter(kind="380").order_by("pk"))
        if invoices and self.luck.random() < 0.3:
            with suppress(Refusal):
                credit_invoice(self.luck.choice(invoices), reason="Agreed")

    def go_on(self) -> None:
        usual = (self.chats, self.lead, self.dispute, self.charge)
        self.luck.choice((*usual, *usual, self.close, self.credit))()

    def end(self) -> None:
        self.charge()
        while any(month <= OCTOBER for month in open_months(self.brand)):
            self.close()


@pytest.mark.parametrize("seed", range(5))
def test_any_story_ends_with_books_that_agree(office: Office, seed: int):
    with office.scope():
        agree(
            office,
            valid_from=AUGUST,
            lead_price=Decimal(25),
            retainer=Decimal(50),
            included_chats=2,
            tiers=[[6, "1.2345"]],
            minimum=Decimal(60),
        )
        story = Story(office, Random(seed))
        for _ in range(STEPS):
            story.go_on()
        story.end()

        facts = ChatFact.objects.filter(is_billable=True).select_related("conversation")
        sources = [f"{fact.conversation.uuid}:{fact.first_seq}" for fact in facts]
        charged = Charge.objects.filter(kind="chat").values_list("source", flat=True)
        assert Counter(charged) == Counter(sources)
        assert list(mismatches(office.brand)) == []
        books_agree(office)
        for invoice in Invoice.objects.all():
            assert prove(invoice) == [], invoice.number
            assert owed(invoice) >= 0


def books_agree(office: Office) -> None:
    """Lines are the ledger; what waits came too late, or is more than was to be paid."""
    closed_at = Period.objects.get(month=OCTOBER).closed_at
    early = new_charges(office.brand).filter(created_at__lt=closed_at)
    assert {row.kind for row in early} <= {"credit"}
    on_lines = Charge.objects.filter(line_charges__isnull=False)
    notes = InvoiceLine.objects.filter(invoice__kind="381")
    lines = InvoiceLine.objects.filter(invoice__kind="380")
    assert total(lines) - total(notes) == total(on_lines)
    assert LineCharge.objects.count() == on_lines.count()
    for prefix in set(Invoice.objects.values_list("prefix", flat=True)):
        rows = list(Invoice.objects.filter(prefix=prefix).order_by("sequence"))
        assert [row.sequence for row in rows] == list(range(1, len(rows) + 1))
        assert sorted(rows, key=lambda row: (row.issued_on, row.pk)) == rows
    assert Period.objects.count() == 3


def total(rows) -> Decimal:
    return rows.aggregate(total=Sum("amount", default=Decimal(0)))["total"]


def owed(invoice: Invoice) -> Decimal:
    return invoice.total - sum((note.total for note in invoice.credit_notes.all()), Decimal(0))


def test_a_client_reads_the_books_of_its_own_brand_alone(office: Office):
    with office.scope():
        agree(office)
        have_chats(office, 1, at("2026-10-07 12:00"))
        close_period(office.brand, OCTOBER)
    tables = [Charge, Invoice, InvoiceLine, LineCharge, Period]

    with office.scope(brand_ids=[office.brand.pk]):
        assert all(table._base_manager.count() for table in tables)
    with office.scope(brand_ids=[office.brands[1].pk]):
        assert [table._base_manager.count() for table in tables] == [0] * len(tables)


def python_files() -> list[Path]:
    roots = [settings.BASE_DIR / "billing" / name for name in MONEY]
    return [path for root in roots for path in (root.rglob("*.py") if root.is_dir() else [root])]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: path.name)
def test_no_money_is_a_float(path: Path):
    found = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text()))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.Name) and node.id == "float")
    ]

    assert found == []
