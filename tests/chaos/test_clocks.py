"""F13: the clock of the web processes is an hour wrong; PostgreSQL's is the one that counts."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from tests.chaos.clients import open_console
from tests.chaos.installation import WEB, Installation
from tests.chaos.talker import assert_kept, talking

pytestmark = pytest.mark.long


@pytest.mark.parametrize("hours", [1, -1])
async def test_an_hour_more_or_less_changes_neither_order_nor_times(product, hours: int):
    with wrong_clocks(product, hours * 3600):
        agent = await asyncio.to_thread(open_console, product)
        async with talking(product, 2) as talkers:
            await asyncio.sleep(5)
        for talker in talkers:
            assert_kept(product, talker)
        beat = await asyncio.to_thread(agent.expect_type, "hb")
        agent.close()
        agent.api.close()

    assert len(beat["heads"]) >= 2  # Still at work: the console's lease is PostgreSQL's.
    wrong = product.rows(
        "SELECT count(*) FROM conversations_conversation c JOIN conversations_event e"
        " ON e.conversation_id = c.id AND e.seq = 1"
        " WHERE c.uuid = ANY (%s::uuid[]) AND (e.at - c.queued_at NOT BETWEEN '-1 min' AND '1 min'"
        " OR e.at - c.opened_at NOT BETWEEN '-1 min' AND '1 min')",
        [talker.shown.conv for talker in talkers],
    )
    assert wrong[0][0] == 0


@contextmanager
def wrong_clocks(product: Installation, seconds: int) -> Iterator[None]:
    right = {name: product.servers.running[name].server for name in WEB}
    try:
        for name, server in right.items():
            at = server.argv.index("-m") + 1
            skewed = [*server.argv[:at], "tests.chaos.skewed", str(seconds), *server.argv[at:]]
            swap(product, name, replace(server, argv=skewed))
        yield
    finally:
        for name, server in right.items():
            swap(product, name, server)


def swap(product: Installation, name: str, server) -> None:
    product.kill(name)
    product.begin(server)
    product.wait_for(name)
