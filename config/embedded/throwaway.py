"""Engines for one test run: in a temporary folder, faster than safe, gone afterwards."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .engines import Engines
from .passwords import new_passwords
from .product import product_environment
from .progress import step
from .servers import Servers
from .stack import Stack, free_port


@contextmanager
def throwaway_engines(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """The variables of a stack whose database has its roles and nothing else yet."""
    stack = Stack(data=Path(tempfile.mkdtemp(prefix="switchboard-")), port=free_port())
    servers = Servers(stack.logs)
    passwords = new_passwords()
    try:
        with step("Start PostgreSQL and Valkey") as current:
            engines = Engines(stack.data, passwords, servers, durable)
            addresses = engines.start_all(current)
        yield product_environment(stack, passwords["secret_key"]) | addresses
    finally:
        servers.stop()
        shutil.rmtree(stack.data)
