"""F8: the database comes back as an older copy of itself, and its log begins anew."""

import asyncio
import subprocess
from pathlib import Path
from signal import SIGINT

import pytest

from tests.chaos.clients import open_visitor, seconds_to_close
from tests.chaos.installation import Installation
from tests.chaos.talker import Talker, assert_kept, talking
from tests.live.clients import VisitorClient
from tests.waiting import until

CLOSE_RESTART = 1012


def test_whoever_is_connected_is_told_of_a_new_epoch(product: Installation):
    one = open_visitor(product)
    one.say("Before")
    before = one.welcome["epoch"]

    product.as_superuser("UPDATE conversations_logepoch SET value = md5(value)")

    assert seconds_to_close(one) < 12
    assert one.socket.close_code == CLOSE_RESTART
    # The process that is reached next may remember the old one for a moment.
    until(lambda: epoch_of(one.connect()) != before)
    one.api.close()


def epoch_of(one: VisitorClient) -> str:
    one.close()
    return one.welcome["epoch"]


@pytest.mark.long
async def test_an_older_copy_is_loaded_afresh_and_nothing_old_is_mixed_with_it(product):
    data = product.folder / "postgres"
    copy = product.folder / "copy"
    async with talking(product, 2) as talkers:
        await asyncio.sleep(2)
        await asyncio.to_thread(take_copy, product, data, copy)
        await asyncio.sleep(5)
        await asyncio.to_thread(product.crash_database)
        acknowledged = {one.client_id for talker in talkers for one in acked(talker)}
        await asyncio.to_thread(restore, product, data, copy)
        lost = acknowledged - stored(product)
        for talker in talkers:
            talker.chat.sent[:] = [one for one in talker.chat.sent if one.client_id not in lost]
        await asyncio.sleep(12)

    print(f"F8: {len(lost)} acknowledged messages were newer than the copy.")
    assert lost
    for talker in talkers:
        assert_kept(product, talker)


def take_copy(product: Installation, data: Path, copy: Path) -> None:
    product.kill("postgres", SIGINT)
    subprocess.run(["cp", "--archive", data, copy], check=True)
    product.start("postgres")
    product.wait_for("postgres")


def restore(product: Installation, data: Path, copy: Path) -> None:
    subprocess.run(["rm", "--recursive", data], check=True)
    copy.rename(data)
    product.start("postgres")
    product.wait_for("postgres")
    product.manage("new_epoch")


def acked(talker: Talker) -> list:
    return [one for one in talker.chat.sent if one.seqs]


def stored(product: Installation) -> set[str]:
    rows = product.rows(
        "SELECT client_id::text FROM conversations_event WHERE client_id IS NOT NULL"
    )
    return {row[0] for row in rows}
