from collections.abc import Iterator
from pathlib import Path

import pytest

from config.embedded.engines import Engines
from config.embedded.passwords import new_passwords
from config.embedded.servers import Servers


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    servers = Servers(tmp_path / "logs")
    yield servers
    servers.stop()


@pytest.fixture
def engines(tmp_path: Path, servers: Servers) -> Engines:
    return Engines(tmp_path, new_passwords(), servers, durable=False)
