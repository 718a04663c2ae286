"""F9, F10: workers and broker die while chats become charges and invoices."""

import asyncio

import pytest

from tests.chaos.installation import Installation

pytestmark = pytest.mark.long


async def test_whatever_dies_everything_is_charged_once_and_numbered_without_a_gap(product):
    replay = product.replay(full=True, agents=3, rate=3, limit=12)
    deaths = await asyncio.to_thread(kill_until_over, product, replay)
    figures = await asyncio.to_thread(replay.figures)

    charged = sum(one["handled_charged"] for one in figures["accounts"])
    print(
        f"F9, F10: {charged} chats charged and invoiced right, {deaths} deaths of worker or broker"
    )
    assert replay.succeeded, replay.words()
    assert charged
    assert numbers_with_gaps(product) == []
    assert charges_twice(product) == []


def kill_until_over(product: Installation, replay) -> int:
    deaths = 0
    while not replay.is_over:
        # Every third time the broker too, with all that was published and not yet taken.
        names = ("worker", "valkey") if deaths % 3 == 2 else ("worker",)
        for name in names:
            product.kill(name)
        for name in reversed(names):
            product.start(name)
            product.wait_for(name)
        deaths += len(names)
        replay.wait(8)
    return deaths


def numbers_with_gaps(product: Installation) -> list:
    return product.rows(
        "SELECT prefix, count(*), max(sequence) FROM billing_invoice GROUP BY agency_id, prefix"
        " HAVING count(*) <> max(sequence)"
    )


def charges_twice(product: Installation) -> list:
    return product.rows(
        "SELECT source, kind, count(*) FROM billing_charge GROUP BY agency_id, source, kind"
        " HAVING count(*) > 1"
    )
