"""A busy hour: making facts of its chats, and rolling them up."""

import time
from collections.abc import Callable

from django.db import transaction

from bench.desk import Desk, open_desk
from bench.engines import vacuum
from bench.report import say
from bench.runner import Findings
from bench.targets import at_most, number
from bench.year import fill_past
from conversations.models import Conversation
from reports.actions.facts import BATCH, derive_facts
from reports.actions.roll_up import roll_up
from reports.actions.stale import mark_brands
from reports.models import ChatFact
from tenants.scoping import tenant_scope

BRANDS, AGENTS, HOURS = 20, 40, 10
# Chats in an hour of the whole agency.
BUSY = (200, 1_000, 4_000)


def run(findings: Findings) -> None:
    rows, costs = [], {}
    for chats in BUSY if findings.sizes.past > 200_000 else BUSY[:2]:
        desk = open_desk(BRANDS, AGENTS)
        fill_past(desk.brands, desk.agents, days=1, a_day=chats * HOURS, with_log=True)
        vacuum("conversations_event")
        derive, roll = derive_an_hour(desk), roll_up_an_hour(desk)
        rows.append([
            f"{chats:,}", number(derive * 1e3), number(derive * 1e6 / chats),
            number(roll * 1e3), number(roll * 1e6 / chats),
        ])  # fmt: skip
        costs[chats] = {"derive": derive / chats, "roll_up": roll / chats}
    findings.found["rollup"] = costs
    head = ("chats in the hour", "derive, ms", "µs a chat", "roll up, ms", "µs a chat")
    say(f"A busy hour of {BRANDS} brands", head, rows)
    first, last = costs[min(costs)], costs[max(costs)]
    findings.add(
        at_most("deriving facts, a chat", last["derive"] * 1e6, 4_000, 1_500, "µs"),
        at_most("rolling up, a chat", last["roll_up"] * 1e6, 1_000, 300, "µs"),
        at_most("growth of a chat's roll-up", last["roll_up"] / first["roll_up"], 1.5, 1.0),
    )


def derive_an_hour(desk: Desk) -> float:
    """In steps, as the sweep does."""
    with tenant_scope(desk.agency.pk):
        hour = ChatFact.objects.earliest("hour").hour
        chats = list(Conversation.objects.filter(facts__hour=hour).order_by("pk"))
        ChatFact.objects.filter(hour=hour).delete()
        steps = [chats[start : start + BATCH] for start in range(0, len(chats), BATCH)]
        return undone(lambda: [derive_facts(step) for step in steps])


def roll_up_an_hour(desk: Desk) -> float:
    with tenant_scope(desk.agency.pk):
        hour = ChatFact.objects.latest("hour").hour
        mark_brands((brand.pk, hour) for brand in desk.brands)
        return undone(roll_up)


def undone(work: Callable[[], object]) -> float:
    """Seconds; what was written is taken back, so that the next finds the same."""
    with transaction.atomic():
        begun = time.perf_counter()
        work()
        seconds = time.perf_counter() - begun
        transaction.set_rollback(True)
    return seconds
