from collections.abc import Callable, Iterator, Sequence

import pytest

from tenants.models import Brand, Membership, Role
from tests.factories import Office, open_office, set_password
from tests.live.clients import ConsoleClient, VisitorClient
from tests.live.server import Server, running_server


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What takes its time by the clock is waited for once."""
    slow = [item for item in items if item.get_closest_marker("once") and "uvicorn" in item.name]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if item not in slow]


@pytest.fixture(scope="session", params=["daphne", "uvicorn"])
def server(request, django_db_setup) -> Iterator[Server]:
    """The same tests on both servers: nothing may hang on one of them."""
    with running_server(request.param, VISITOR_RATE="0") as one:
        yield one


@pytest.fixture
def office(committed_db) -> Office:
    office = open_office("Halo")
    for agent in office.agents:
        set_password(agent_member(office, agent))
    return office


@pytest.fixture
def visitor(server) -> Iterator[Callable[[Brand], VisitorClient]]:
    clients: list[VisitorClient] = []

    def make(brand: Brand) -> VisitorClient:
        clients.append(VisitorClient(server, brand))
        return clients[-1]

    yield make
    let_go(clients)


@pytest.fixture
def console_of(server) -> Iterator[Callable[[Membership], ConsoleClient]]:
    clients: list[ConsoleClient] = []

    def make(member: Membership) -> ConsoleClient:
        clients.append(ConsoleClient(server, member))
        return clients[-1]

    yield make
    let_go(clients)


@pytest.fixture
def console(console_of) -> Callable[..., ConsoleClient]:
    """An agent's, by number."""

    def make(office: Office, number: int = 0) -> ConsoleClient:
        return console_of(agent_member(office, office.agents[number]))

    return make


@pytest.fixture
def supervisor(console_of) -> Callable[[Office], ConsoleClient]:
    def make(office: Office) -> ConsoleClient:
        member = office.members[Role.SUPERVISOR]
        set_password(member)
        return console_of(member)

    return make


def let_go(clients: Sequence[VisitorClient | ConsoleClient]) -> None:
    for client in clients:
        client.api.close()
        if hasattr(client, "socket"):
            client.close()


def agent_member(office: Office, agent):
    with office.scope():
        return type(office.member).objects.select_related("user").get(pk=agent.membership_id)
