"""F22: the disk under PostgreSQL is full. Needs root, for a small disk of its own."""

import asyncio
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings

from tests.chaos.installation import Installation, installation
from tests.chaos.talker import assert_kept, talking

pytestmark = [pytest.mark.long, pytest.mark.root]


@pytest.fixture
def small_disk() -> Iterator[Path]:
    disk = Path(tempfile.mkdtemp(prefix="switchboard-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", disk], check=True)
    yield disk
    subprocess.run(["umount", "--lazy", disk], check=True)
    disk.rmdir()


async def test_a_full_disk_holds_messages_back_and_loses_none(small_disk, django_db_setup):
    with installation(Path(settings.STATIC_ROOT), small_disk, HEARTBEAT_SECONDS="5") as product:
        async with talking(product, 3) as talkers:
            fill(small_disk)
            # Until its log needs room that is not there, PostgreSQL goes on.
            await asyncio.to_thread(write_until_refused, product)
            await asyncio.sleep(5)
            waiting = [one for talker in talkers for one in talker.chat.sent if not one.seqs]
            (small_disk / "ballast").unlink()
            await asyncio.to_thread(bring_back, product)

        print(f"F22: {len(waiting)} messages waited for room.")
        assert waiting
        for talker in talkers:
            assert_kept(product, talker)


def fill(disk: Path) -> None:
    with suppress(OSError), (disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(65536))


def write_until_refused(product: Installation) -> None:
    with suppress(Exception):
        product.as_superuser(
            "CREATE TABLE filler AS SELECT repeat('x', 500) FROM generate_series(1, 200000)"
        )


def bring_back(product: Installation) -> None:
    """What starts PostgreSQL where people live starts it again; so do we, if it gave up."""
    if product.servers.running["postgres"].process.poll() is not None:
        product.start("postgres")
        product.wait_for("postgres")
