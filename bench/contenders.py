"""Who is measured: the floor, the tutorial, and the product under each of its servers."""

import socket
from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

import orjson

from bench.fixture import Fixture
from bench.generator import Plan
from bench.sizes import HELD
from config.embedded.product import WEB_SERVERS, answers
from config.embedded.servers import Server
from config.embedded.stack import PYTHON


class Contender(Protocol):
    name: str

    def server(self, port: int) -> Server:
        """How it is started."""

    def visitors(self, plan: Plan) -> list[str]:
        """A line for each visitor: their conversation and their hello."""

    def consoles(self, plan: Plan) -> list[str]:
        """A line for each console: a dash and its hello."""


class Simple:
    """The floor and the tutorial: visitor 1 has conversation 1, and nobody asks who they are."""

    def __init__(self, name: str, argv: Sequence[str]) -> None:
        self.name = name
        self._argv = argv

    def server(self, port: int) -> Server:
        argv = [str(PYTHON), *(word.format(port=port) for word in self._argv)]
        return Server(name=self.name, argv=argv, is_ready=lambda: listens(port))

    def visitors(self, plan: Plan) -> list[str]:
        return [
            f"{UUID(int=number)} {hello(token=f'{number}.{agent_of(number)}')}"
            for number in range(1, plan.visitors + 1)
        ]

    def consoles(self, plan: Plan) -> list[str]:
        agents = [0 if plan.same_agent else agent for agent in range(plan.consoles)]
        return [f"- {hello(ticket=str(agent))}" for agent in agents]


class Product:
    """The product as `make run` starts it, less what is not on the path: demo, drain, limits."""

    def __init__(self, kind: str, fixture: Fixture) -> None:
        self.name = kind
        self._fixture = fixture

    def server(self, port: int) -> Server:
        address = f"http://127.0.0.1:{port}"
        return Server(
            name=self.name,
            argv=[
                *(str(PYTHON), "-m", *WEB_SERVERS[self.name], f"--port={port}"),
                "config.asgi:application",
            ],
            is_ready=lambda: answers(f"{address}/readyz"),
            environment=product_environment(address),
        )

    def visitors(self, plan: Plan) -> list[str]:
        if plan.strangers:
            tokens = self._fixture.strangers(plan.visitors)
            return [f"- {hello(token=token)}" for token in tokens]
        return [
            f"{one.conv} {hello(token=one.token, after={one.conv: one.head})}"
            for one in self._fixture.visitors(plan.visitors)
        ]

    def consoles(self, plan: Plan) -> list[str]:
        agents = [0 if plan.same_agent else agent for agent in range(plan.consoles)]
        if plan.returning:
            return [f"{cookie} {hello()}" for cookie in self._fixture.cookies(agents)]
        return [f"- {hello(ticket=ticket)}" for ticket in self._fixture.tickets(agents)]


def contenders(fixture: Fixture) -> dict[str, Contender]:
    _, *options = WEB_SERVERS["daphne"]
    tutorial = ["-m", "daphne", "--port={port}", *options]
    return {
        "floor": Simple("floor", ["-m", "bench.floor.server", "{port}"]),
        "tutorial": Simple("tutorial", [*tutorial, "bench.tutorial.asgi:application"]),
        "daphne": Product("daphne", fixture),
        "uvicorn": Product("uvicorn", fixture),
    }


def product_environment(address: str) -> Mapping[str, str]:
    return {
        "PUBLIC_ORIGINS": address,
        "DEMO": "False",
        "LOG_LEVEL": "WARNING",
        "VISITOR_RATE": "0",
        "ADDRESS_RATE": "0",
        "DRAIN_SECONDS": "0",
    }


def hello(**fields: object) -> str:
    return orjson.dumps({"v": 1, "t": "hello", **fields}).decode()


def agent_of(number: int) -> int:
    return (number - 1) // HELD


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
