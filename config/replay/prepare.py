"""Before the play: brands for every kind of dialogue, what they pay, and agents who serve them."""

import secrets
from collections.abc import Iterable
from decimal import Decimal
from itertools import cycle
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import slugify

from agents.actions import add_agent, assign_brand, set_status
from agents.models import Agent, Status
from agents.queries import agent_of, assignment_of
from billing.actions.contracts import agree_contract, set_party
from billing.models import Contract, Period
from billing.queries.contracts import party_of, today
from config.replay.agent import Account
from config.replay.dialogues import Dialogue
from config.replay.stage import Scene
from config.replay.visitor import PAGE
from conversations.actions.conversations import close_by_system
from conversations.models import Conversation, Outcome
from tenants.actions import add_member, create_agency, create_brand
from tenants.models import Agency, Brand, Membership, Role
from tenants.scoping import every_tenant, tenant_scope

CAPACITY = 4
COLOURS = ["#2F57C9", "#0F766E", "#B4532A", "#7C3AED", "#BE185D", "#4D7C0F", "#0369A1", "#A16207"]


OWN_AGENCY = "replay"
ZONES = {"sk": "Europe/Bratislava", "sl": "Europe/Ljubljana", "cs": "Europe/Prague"}
OTHER_ZONE = "Europe/London"
# Numbers pass their checksums; the companies are made up.
SELLER = {
    "legal_name": "Replay Agency s. r. o.",
    "street": "Skúšobná 1",
    "city": "Bratislava",
    "postcode": "811 01",
    "country": "SK",
    "company_id": "12999927",
    "tax_id": "2129990027",
    "vat_id": "SK2129990027",
    "iban": "SK2499990000000000001234",
    "language": "en",
}
BUYER = {
    "street": "Dialógová 2",
    "city": "Žilina",
    "postcode": "010 01",
    "country": "SK",
    "company_id": "12999916",
}
PRICES: dict[str, Any] = {"chat_price": Decimal("1.80"), "lead_price": Decimal("6.00")}


class NoAgency(Exception):
    pass


def find_agency(slug: str | None) -> Agency:
    """The agency of that name; without one, an agency for replays alone."""
    with every_tenant():
        agency = Agency.objects.filter(slug=slug or OWN_AGENCY).first()
    if agency is None and slug:
        raise NoAgency(slug)
    return agency or create_agency(name="Replay", slug=OWN_AGENCY)


def set_scene(
    agency: Agency, dialogues: Iterable[Dialogue], *, agents: int, base_url: str
) -> Scene:
    languages = {dialogue.brand: dialogue.language for dialogue in dialogues}
    with tenant_scope(agency.pk):
        colours = cycle(COLOURS)
        brands = {
            name: _brand(agency, name, language, next(colours), base_url)
            for name, language in sorted(languages.items())
        }
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


def _brand(agency: Agency, name: str, language: str, colour: str, site: str) -> Brand:
    """A brand of that name whose month can still be closed: one of its own for each invoice."""
    slug = slugify(name)
    namesakes = Brand.objects.filter(slug__regex=rf"^{slug}(-\d+)?$")
    closed = Exists(Period.objects.filter(brand=OuterRef("pk")))
    agreed = Exists(Contract.objects.filter(brand=OuterRef("pk"), **PRICES))
    if brand := namesakes.filter(agreed & ~closed).first():
        return brand
    number = namesakes.count() + 1
    words = name.replace("-", " ").title()
    brand = create_brand(
        agency,
        by=None,
        name=f"{words} {number}" if number > 1 else words,
        slug=f"{slug}-{number}" if number > 1 else slug,
        sites=[site],
        monogram="".join(word[0] for word in words.split())[:2],
        colour=colour,
        language=language,
        time_zone=ZONES.get(language, OTHER_ZONE),
    )
    _agree(brand)
    return brand


def _agree(brand: Brand) -> None:
    if party_of(None) is None:
        set_party(brand.agency, None, by=None, **SELLER)
    language = brand.language
    set_party(brand.agency, brand, by=None, legal_name=brand.name, language=language, **BUYER)
    agree_contract(brand, by=None, valid_from=today(brand.time_zone), **PRICES)


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
