"""An agency with brands and agents, for measures that need no visitor."""

from dataclasses import dataclass
from itertools import count

from agents.actions import add_agent, assign_brand
from agents.models import Agent
from tenants.actions import add_member, create_agency, create_brand
from tenants.models import Agency, Brand, Role
from tenants.scoping import tenant_scope

numbers = count(1)


@dataclass
class Desk:
    agency: Agency
    brands: list[Brand]
    agents: list[Agent]


def open_desk(brands: int, agents: int) -> Desk:
    number = next(numbers)
    agency = create_agency(name=f"Desk {number}", slug=f"desk-{number}")
    with tenant_scope(agency.pk):
        opened = [make_brand(agency, f"Brand {one}", f"brand-{one}") for one in range(brands)]
        hired = [make_agent(agency, opened, number, one) for one in range(agents)]
    return Desk(agency, opened, hired)


def make_brand(agency: Agency, name: str, slug: str) -> Brand:
    return create_brand(
        agency, by=None, name=name, slug=slug, sites=[], monogram="B", time_zone="UTC"
    )


def make_agent(agency: Agency, brands: list[Brand], desk: int, number: int) -> Agent:
    email = f"agent{number}@desk{desk}.example"
    member = add_member(
        agency, by=None, email=email, name=f"Agent {number}", role=Role.AGENT, password=None
    )
    agent = add_agent(member, name=f"Agent {number}")
    assign_brand(agent, brand=brands[number % len(brands)], alias="Anna")
    return agent
