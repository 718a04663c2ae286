"""Before the play: brands for every kind of dialogue, and agents who serve them all."""

import secrets
from collections.abc import Iterable
from itertools import cycle

from django.utils.text import slugify

from agents.actions import add_agent, assign_brand, set_status
from agents.models import Agent, Status
from agents.queries import agent_of, assignment_of
from config.replay.agent import Account
from config.replay.stage import Scene
from config.replay.visitor import PAGE
from conversations.actions.conversations import close_by_system
from conversations.models import Conversation, Outcome
from tenants.actions import add_member, create_brand
from tenants.models import Agency, Brand, Membership, Role
from tenants.scoping import every_tenant, tenant_scope

CAPACITY = 4
COLOURS = ["#2F57C9", "#0F766E", "#B4532A", "#7C3AED", "#BE185D", "#4D7C0F", "#0369A1", "#A16207"]


class NoAgency(Exception):
    pass


def find_agency(slug: str | None) -> Agency:
    """The agency of that name, or else the first one."""
    with every_tenant():
        agencies = Agency.objects.order_by("pk")
        agency = (agencies.filter(slug=slug) if slug else agencies).first()
    if agency is None:
        raise NoAgency(slug or "There is no agency yet.")
    return agency


def set_scene(agency: Agency, names: Iterable[str], *, agents: int, base_url: str) -> Scene:
    with tenant_scope(agency.pk):
        colours = cycle(COLOURS)
        brands = {name: _brand(agency, name, next(colours), base_url) for name in sorted(names)}
        accounts = [_account(agency, number, brands.values()) for number in range(1, agents + 1)]
        _close_leftovers()
    keys = {name: brand.public_key for name, brand in brands.items()}
    # Half of them wait, so that the queue is part of the play.
    return Scene(base_url, agency.pk, keys, accounts, room=2 * agents * CAPACITY)


def others_available(scene: Scene) -> list[str]:
    """Agents who are there, serve these brands, and know nothing of the play."""
    with tenant_scope(scene.agency_id):
        played = Agent.objects.filter(membership__user__email__in=_emails(scene))
        there = Agent.objects.available().exclude(pk__in=played)
        serving = there.filter(assignments__brand__public_key__in=scene.keys.values())
        return sorted(agent.name for agent in serving.distinct())


def clear_scene(scene: Scene) -> None:
    """The agents go home: nobody shall be given to somebody who is not there."""
    with tenant_scope(scene.agency_id):
        for agent in Agent.objects.filter(membership__user__email__in=_emails(scene)):
            set_status(agent, status=Status.OFFLINE)


def _emails(scene: Scene) -> list[str]:
    return [account.email for account in scene.accounts]


def _brand(agency: Agency, name: str, colour: str, site: str) -> Brand:
    slug = slugify(name)
    words = name.replace("-", " ").title()
    return Brand.objects.filter(slug=slug).first() or create_brand(
        agency,
        by=None,
        name=words,
        slug=slug,
        sites=[site],
        monogram="".join(word[0] for word in words.split())[:2],
        colour=colour,
    )


def _account(agency: Agency, number: int, brands: Iterable[Brand]) -> Account:
    """An agent of this run or of an earlier one, with a new password."""
    account = Account(f"replay-{number}@{agency.slug}.invalid", secrets.token_urlsafe(16))
    member = _member(agency, account.email, name=f"Replay {number}")
    member.user.set_password(account.password)
    member.user.save(update_fields=["password"])
    agent = agent_of(member) or add_agent(member, name=f"Replay {number}", capacity=CAPACITY)
    for brand in brands:
        if assignment_of(agent, brand.pk) is None:
            assign_brand(agent, brand=brand, alias=agent.name)
    return account


def _member(agency: Agency, email: str, *, name: str) -> Membership:
    found = Membership.objects.filter(user__email=email).first()
    return found or add_member(
        agency, by=None, email=email, name=name, role=Role.AGENT, password=None
    )


def _close_leftovers() -> None:
    """An interrupted run leaves chats that nobody will answer."""
    for conversation in Conversation.objects.open().filter(page_url__startswith=PAGE):
        close_by_system(conversation, outcome=Outcome.TEST)
