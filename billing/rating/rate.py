"""From the ledger's rows of a month to the lines of its invoice."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from billing.rating.lines import Frame, Line, Usage
from billing.rating.money import ZERO, round_money
from billing.rating.months import Segment


def rate(
    label: str,
    segments: Iterable[Segment],
    usages: Sequence[Usage],
    service_level: Decimal | None = None,
) -> list[Line]:
    """The lines of a month. Each version of the contract rates its own days and its own rows.

    ``label`` names the month; ``service_level`` is the per cent answered in time, or None.
    """
    return [
        line
        for segment in segments
        for line in rate_segment(
            label,
            segment,
            [usage for usage in usages if usage.version == segment.terms.version],
            service_level,
        )
    ]


def net_of(lines: Iterable[Line]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def rate_segment(
    label: str, segment: Segment, usages: Sequence[Usage], service_level: Decimal | None
) -> list[Line]:
    terms = segment.terms
    frame = Frame(label, terms.version, terms.rule_version, terms.currency)
    by_kind = _by_kind(usages)
    chats = list(_chats(frame, segment, by_kind.get("chat", [])))
    surcharges = list(_priced(frame, "surcharge", by_kind.get("surcharge", [])))
    lines = [
        *_retainer(frame, segment),
        *chats,
        *surcharges,
        *_priced(frame, "lead", by_kind.get("lead", [])),
        *_credits(frame, by_kind.get("credit", [])),
    ]
    return [
        *lines,
        *_promise(frame, segment, chats, surcharges, service_level),
        *_minimum(frame, segment, lines),
    ]


def _by_kind(usages: Sequence[Usage]) -> dict[str, list[Usage]]:
    ordered = sorted(usages, key=lambda usage: (usage.kind, usage.occurred_at, usage.source))
    return {kind: list(rows) for kind, rows in groupby(ordered, key=lambda usage: usage.kind)}


def _retainer(frame: Frame, segment: Segment) -> Iterator[Line]:
    """The part of these days, paid whether anybody chats or not."""
    if price := segment.money(segment.terms.retainer):
        details = {} if segment.is_whole else {"days": segment.end - segment.start}
        entry = frame.entry("retainer", 1, price)
        yield frame.line("retainer", 1, price, entries=[entry], details=details)


def _chats(frame: Frame, segment: Segment, chats: list[Usage]) -> Iterator[Line]:
    """First those included in the retainer, then a line for each tier."""
    included = min(segment.count(segment.terms.included_chats), len(chats))
    if included:
        yield _band(frame, segment, chats[:included], ZERO, {"included": included})
    payable = chats[included:]
    for first, count, price in segment.terms.bands(len(payable)):
        details = {"from": first} if segment.terms.tiers else {}
        yield _band(frame, segment, payable[first - 1 : first - 1 + count], price, details)


def _band(
    frame: Frame, segment: Segment, chats: list[Usage], price: Decimal, details: dict[str, int]
) -> Line:
    """Chats at one price; the ledger has them at the contract's, so an entry makes it up."""
    base = segment.terms.chat_price or ZERO
    is_included = "included" in details
    part = "included" if is_included else str(details.get("from", 1))
    entries = []
    if price != base:
        quantity = len(chats) if price > base else -len(chats)
        kind = "included" if is_included else "tier"
        entries.append(frame.entry(kind, quantity, abs(price - base), part=part))
    return frame.line(
        "chat", len(chats), price, part=part, usages=chats, entries=entries, details=details
    )


def _priced(frame: Frame, kind: str, usages: list[Usage]) -> Iterator[Line]:
    """One line for each price at which things were charged."""
    usages.sort(key=lambda usage: usage.unit_price)
    for price, rows in groupby(usages, key=lambda usage: usage.unit_price):
        same = list(rows)
        quantity = sum((row.quantity for row in same), ZERO)
        yield frame.line(kind, quantity, price, part=f"{price}", usages=same)


def _credits(frame: Frame, usages: list[Usage]) -> Iterator[Line]:
    """What is taken back, beside what it was charged as."""
    usages.sort(key=_credit_key)
    for (kind, is_new, price), rows in groupby(usages, key=_credit_key):
        same = list(rows)
        quantity = sum((row.quantity for row in same), ZERO)
        details = {"takes_back": kind, "new": is_new}
        part = f"{kind}/{'new' if is_new else 'old'}/{price}"
        yield frame.line("credit", quantity, price, part=part, usages=same, details=details)


def _credit_key(usage: Usage) -> tuple[str, bool, Decimal]:
    return usage.takes_back, usage.takes_back_new, usage.unit_price


def _promise(
    frame: Frame,
    segment: Segment,
    chats: list[Line],
    surcharges: list[Line],
    service_level: Decimal | None,
) -> Iterator[Line]:
    """What the agency gives back: chats in which somebody waited too long, with what they cost
    more, then a share of the others."""
    promise = segment.terms.promise
    if promise is None:
        return
    limit = promise.free_after_seconds
    late = _too_late(chats, limit)
    free = [line for band in chats for line in _free(frame, band, late, limit)]
    yield from free
    yield from (line for priced in surcharges for line in _free(frame, priced, late, limit))
    paid = net_of(chats) + net_of(free)
    percent = promise.percent_back(service_level)
    back = min(round_money(paid * percent / 100, frame.currency), paid)
    if back > 0:
        told = {"service_level": str(service_level), "percent": str(percent)}
        entry = frame.entry("sla", -1, back, part="level", evidence=told)
        yield frame.line("sla", -1, back, part="level", entries=[entry], details=told)


def _too_late(chats: list[Line], limit: int | None) -> set[str]:
    """The chats in which somebody waited longer than the limit."""
    if limit is None:
        return set()
    return {
        usage.source
        for band in chats
        for usage in band.usages
        if usage.waited_seconds is not None and usage.waited_seconds > limit
    }


def _free(frame: Frame, line: Line, late: set[str], limit: int | None) -> Iterator[Line]:
    sources = [usage.source for usage in line.usages if usage.source in late]
    if not sources or not line.unit_price:
        return
    is_chat = line.kind == "chat"
    part = f"late/{line.details.get('from', 1) if is_chat else f'surcharge/{line.unit_price}'}"
    count, evidence = -len(sources), {"chats": sources, "limit": limit}
    entry = frame.entry("sla", count, line.unit_price, part=part, evidence=evidence)
    details = {"over_seconds": limit}
    yield frame.line("sla", count, line.unit_price, part=part, entries=[entry], details=details)


def _minimum(frame: Frame, segment: Segment, lines: list[Line]) -> Iterator[Line]:
    """What is missing to the minimum. What is given back does not count against it,
    or the minimum would swallow it; a charge taken back at once does, for it was none."""
    counted = (line for line in lines if line.kind != "credit" or line.details["new"])
    minimum = segment.money(segment.terms.minimum)
    missing = minimum - net_of(counted)
    if missing > 0:
        entry = frame.entry("minimum", 1, missing)
        details = {"minimum": str(minimum)}
        yield frame.line("minimum", 1, missing, entries=[entry], details=details)
