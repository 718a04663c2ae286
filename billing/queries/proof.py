"""Is an invoice what the log says? Everything is made anew from the events and compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from billing.evidence import as_stored, lead_evidence
from billing.models import Charge, ChargeKind, Invoice, InvoiceKind, InvoiceLine, LineCharge
from billing.queries.contracts import contracts_of, valid_on, vat_rates
from billing.queries.logged import LoggedChat, logged_chats
from billing.queries.service import per_cent, promise_of
from billing.rating import Line, Usage, last_day_of, rate, round_money, segments_of
from billing.rating.money import ZERO
from billing.vat import decide
from leads.models import Lead

MISSING = "–"


class Difference(NamedTuple):
    """What the invoice has and what the log gives, of one thing on one line."""

    line: str
    about: str
    what: str
    stored: str
    found: str

    def __str__(self) -> str:
        return f"{self.line} {self.about}: {self.what}: {self.stored} ≠ {self.found}"


def prove(invoice: Invoice) -> list[Difference]:
    """The differences; none means that every number follows from the log."""
    rows = list(
        LineCharge.objects.filter(line__invoice=invoice)
        .select_related("line", "charge__contract", "charge__reverses")
        .order_by("line__position", "charge__occurred_at", "charge__pk")
    )
    found = [*_files(invoice), *_totals(invoice)]
    if invoice.kind == InvoiceKind.CREDIT_NOTE:
        return [*found, *_credit_note(invoice, rows)]
    return [*found, *_Proof(invoice, rows).differences()]


def _files(invoice: Invoice) -> Iterator[Difference]:
    for name in ("pdf", "xml"):
        stored = getattr(invoice, f"{name}_sha256")
        yield from _compare("file", name, {"sha256": (stored, _hash(getattr(invoice, name)))})


def _totals(invoice: Invoice) -> Iterator[Difference]:
    """From the lines, by the VAT of the parties that are printed."""
    net = sum((line.amount for line in invoice.lines.all()), ZERO)
    day = invoice.supplied_until
    rate = decide(invoice.seller, invoice.buyer, day, vat_rates(day)).rate
    vat = round_money(net * rate / 100, invoice.currency)
    pairs = {
        "net": (invoice.net, net),
        "vat": (invoice.vat, vat),
        "total": (invoice.total, net + vat),
    }
    yield from _compare("total", "", pairs)


def _credit_note(invoice: Invoice, rows: Sequence[LineCharge]) -> Iterator[Difference]:
    """Each row takes back a row of the invoice that is credited, and nothing else is on it."""
    original = set(
        LineCharge.objects.filter(line__invoice=invoice.credits_id).values_list("charge_id")
    )
    for row in rows:
        if (row.charge.reverses_id,) not in original:
            yield Difference(_line(row), row.charge.source, "takes back", MISSING, "no such charge")
    for line in invoice.lines.all():
        taken = -sum((row.charge.amount for row in rows if row.line_id == line.pk), ZERO)
        yield from _compare(f"line {line.position}", "", {"amount": (line.amount, taken)})


class _Proof:
    """The invoice of a period beside its log."""

    def __init__(self, invoice: Invoice, rows: Sequence[LineCharge]) -> None:
        assert invoice.period is not None
        self.invoice, self.period, self.brand = invoice, invoice.period, invoice.brand
        self.rows = rows
        self.charged = {row.charge_id for row in rows}
        self.contracts = contracts_of(self.brand)
        named = {row.charge.source.partition(":")[0] for row in self._of(ChargeKind.CHAT)}
        self.log = logged_chats(
            self.brand, self.period.starts_at, self.period.ends_at, map(UUID, named)
        )
        sources = [row.charge.source for row in self._of(ChargeKind.LEAD)]
        leads = Lead.objects.filter(uuid__in=sources).select_related("conversation", "agent")
        self.leads = {str(lead.uuid): lead for lead in leads}

    def differences(self) -> Iterator[Difference]:
        for row in self._of(ChargeKind.CHAT):
            yield from self._chat(row)
        for row in self._of(ChargeKind.SURCHARGE):
            yield from self._surcharge(row)
        for row in self._of(ChargeKind.LEAD):
            yield from self._lead(row)
        yield from self._left_out()
        yield from self._lines()

    def _of(self, kind: ChargeKind) -> list[LineCharge]:
        return [row for row in self.rows if row.charge.kind == kind]

    def _chat(self, row: LineCharge) -> Iterator[Difference]:
        charge, chat = row.charge, self.log.get(row.charge.source)
        if chat is None:
            yield Difference(_line(row), charge.source, "chat", "charged", "not in the log")
            return
        if chat.why_not:
            yield Difference(_line(row), charge.source, "billable", "yes", chat.why_not)
        kept: Mapping[str, Any] = charge.evidence
        pairs = {name: (kept.get(name), value) for name, value in chat.evidence.items()}
        pairs["price"] = (charge.amount, chat.price)
        pairs["occurred_at"] = (charge.occurred_at, chat.facts.counted_at)
        yield from _compare(_line(row), charge.source, pairs)

    def _surcharge(self, row: LineCharge) -> Iterator[Difference]:
        chat = self.log.get(row.charge.source)
        found = chat.surcharge if chat else None
        pairs = {"surcharge": (row.charge.amount, found)}
        yield from _compare(_line(row), row.charge.source, pairs)

    def _lead(self, row: LineCharge) -> Iterator[Difference]:
        charge, lead = row.charge, self.leads.get(row.charge.source)
        if lead is None or not lead.is_qualified:
            found = "not qualified" if lead else "not there"
            yield Difference(_line(row), charge.source, "lead", "charged", found)
            return
        known = as_stored(lead_evidence(lead))
        pairs = {
            name: (charge.evidence.get(name), known[name]) for name in ("rules", "captured_at")
        }
        pairs["price"] = (charge.amount, self._lead_price(lead))
        yield from _compare(_line(row), charge.source, pairs)

    def _lead_price(self, lead: Lead) -> Decimal | None:
        day = lead.captured_at.astimezone(self._zone).date()
        contract = valid_on(self.contracts, day)
        return contract.lead_price if contract else None

    def _left_out(self) -> Iterator[Difference]:
        """Chats of the period that a contract makes payable and that no invoice has."""
        due = {chat.source: chat for chat in self._of_period() if chat.price is not None}
        kinds = {ChargeKind.CHAT: due, ChargeKind.SURCHARGE: {}}
        kinds[ChargeKind.SURCHARGE] = {name: one for name, one in due.items() if one.surcharge}
        for kind, chats in kinds.items():
            known = set(
                Charge.objects.filter(
                    brand=self.brand, kind=kind, source__in=list(chats)
                ).values_list("source", flat=True)
            )
            for source in sorted(chats.keys() - known):
                yield Difference("", source, kind.value, "not charged", "in the log")

    def _of_period(self) -> list[LoggedChat]:
        """What had settled in the period when it was closed."""
        since, until, closed = self.period.starts_at, self.period.ends_at, self.period.closed_at
        return [
            chat
            for chat in self.log.values()
            if since <= chat.facts.counted_at < until
            and chat.facts.settled_at is not None
            and chat.facts.settled_at < closed
        ]

    def _lines(self) -> Iterator[Difference]:
        """The month rated anew from the log: each line, and their sum."""
        month = self.period.month
        usages = [usage for row in self.rows if (usage := self._usage(row))]
        segments = segments_of(month, self.contracts)
        rated = rate(f"{month:%Y-%m}", segments, usages, self._service_level())
        pairs = zip_longest(self.invoice.lines.all(), rated)
        for position, (line, found) in enumerate(pairs, 1):
            kept, anew = (_shown(line) if line else {}), (_shown(found) if found else {})
            both = {name: (kept.get(name), anew.get(name)) for name in {**kept, **anew}}
            yield from _compare(f"line {position}", "", both)

    def _usage(self, row: LineCharge) -> Usage | None:
        """A charge as rating saw it, at the log's price; None for what closing added."""
        charge, chat = row.charge, self.log.get(row.charge.source)
        usage = Usage(
            id=charge.pk,
            kind=charge.kind,
            source=charge.source,
            version=charge.contract.version,
            quantity=charge.quantity,
            unit_price=charge.unit_price,
            amount=charge.amount,
            occurred_at=charge.occurred_at,
            is_late=row.is_late,
            takes_back=charge.reverses.kind if charge.reverses else "",
            takes_back_new=charge.reverses_id in self.charged,
        )
        if charge.kind in (ChargeKind.CHAT, ChargeKind.SURCHARGE):
            return self._from_log(usage, chat)
        if charge.kind == ChargeKind.LEAD:
            return usage if charge.source in self.leads else None
        return usage if charge.kind == ChargeKind.CREDIT else None

    def _from_log(self, usage: Usage, chat: LoggedChat | None) -> Usage | None:
        if chat is None or chat.contract is None or chat.price is None:
            return None
        price = chat.price if usage.kind == ChargeKind.CHAT else chat.surcharge
        waited = Decimal(chat.evidence["longest_wait"])
        return replace(
            usage,
            version=chat.contract.version,
            unit_price=price,
            amount=price,
            occurred_at=chat.facts.counted_at,
            waited_seconds=waited if usage.kind == ChargeKind.CHAT else None,
        )

    def _service_level(self) -> Decimal | None:
        promise = promise_of(self.contracts, last_day_of(self.period.month))
        offered = [chat.facts for chat in self._of_period() if chat.facts.is_offered]
        if promise is None:
            return None
        times = [facts.first_response for facts in offered if facts.first_response is not None]
        return per_cent(sum(time <= promise.target for time in times), len(offered))

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.brand.time_zone)


def _compare(
    line: str, about: str, pairs: Mapping[str, tuple[object, object]]
) -> Iterator[Difference]:
    for what, (stored, found) in pairs.items():
        if stored != found:
            yield Difference(line, about, what, _said(stored), _said(found))


def _said(value: object) -> str:
    return MISSING if value is None else str(value)


def _line(row: LineCharge) -> str:
    return f"line {row.line.position}"


def _shown(line: InvoiceLine | Line) -> dict[str, object]:
    return {
        "kind": str(line.kind),
        "quantity": line.quantity,
        "unit price": line.unit_price,
        "amount": line.amount,
    }


def _hash(content: bytes | memoryview) -> str:
    return sha256(bytes(content)).hexdigest()
