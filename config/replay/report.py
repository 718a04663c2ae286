"""The figures as a table for people and as JSON for scripts."""

import math
from dataclasses import asdict
from typing import Any

from rich.table import Table

from config.replay.chat import Chat, Tally
from config.replay.ending import Ending
from config.replay.measure import ZEROS, Figures

MAX_FAILURES = 10


def as_json(figures: Figures, tally: Tally, *, seconds: float) -> dict[str, Any]:
    first, delivery = figures.first_response, figures.delivery
    measured = {
        "first_response_p50_ms": percentile(first, 50),
        "first_response_p99_ms": percentile(first, 99),
        "delivery_p50_ms": percentile(delivery, 50),
        "delivery_p99_ms": percentile(delivery, 99),
        "seconds": round(seconds, 1),
    }
    counted = asdict(figures)
    del counted["first_response"], counted["delivery"]
    lived = asdict(tally)
    del lived["overloads"]
    return counted | measured | lived


def is_clean(figures: Figures) -> bool:
    return not any(getattr(figures, name) for name in ZEROS)


def table(report: dict[str, Any]) -> Table:
    table = Table(show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in report.items():
        style = "" if name not in ZEROS else "bold red" if value else "green"
        table.add_row(_title(name), _number(value), style=style)
    return table


def accounts_table(ending: Ending) -> Table:
    """A line for each brand. What must be equal is shown once, or else side by side."""
    table = Table(box=None, padding=(0, 1, 0, 0))
    sums = ("handled\n= charged\n= invoiced", "leads\n= charged\n= invoiced")
    for title in ("brand", "chats", *sums, "invoice", "total", "wrong"):
        table.add_column(title, justify="left" if title == "brand" else "right", no_wrap=True)
    for one in ending.accounts:
        handled = (one.handled, one.handled_charged, one.handled_on_invoice)
        leads = (one.qualified, one.leads_charged, one.leads_on_invoice)
        counts = [_equation(handled), _equation(leads)]
        cells = [one.brand, str(one.chats), *counts, one.invoice, one.total]
        style = "green" if one.is_right else "bold red"
        table.add_row(*cells, str(len(one.differences)), style=style)
    return table


def _equation(counts: tuple[int, ...]) -> str:
    return f"{counts[0]} ✓" if len(set(counts)) == 1 else " ≠ ".join(map(str, counts))


def recount(ending: Ending) -> str:
    """What counting once more from the log has found."""
    if not ending.wrong_facts + ending.wrong_hours:
        return "Counted again from the log: every chat and every hour is the same."
    hours = "differ" if ending.wrong_hours else "are the same"
    return f"Counted again from the log: {ending.wrong_facts} chats differ, the hours {hours}."


def failures(chats: list[Chat]) -> list[str]:
    """What went wrong with the first few chats that failed."""
    failed = [chat for chat in chats if chat.failure]
    return [f"{chat.dialogue.id}: {chat.failure}" for chat in failed[:MAX_FAILURES]]


def differences(ending: Ending | None) -> list[str]:
    """What the invoices have and the log does not give."""
    accounts = ending.accounts if ending else []
    return [f"{account.invoice}: {one}" for account in accounts for one in account.differences]


def percentile(values: list[float], percent: int) -> float | None:
    """The smallest value that so many percent do not exceed."""
    if not values:
        return None
    ordered = sorted(values)
    return round(ordered[math.ceil(len(ordered) * percent / 100) - 1], 1)


def _title(name: str) -> str:
    title = name.removesuffix("_ms").replace("_", " ")
    return f"{title}, ms" if name.endswith("_ms") else title


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,}"
