"""Putting the demo agencies into the database: what is there already stays as it is."""

from dataclasses import dataclass

from django.conf import settings

from agents.actions import add_agent, assign_brand
from agents.models import Assignment
from config.demo.people import PASSWORD, DemoAgency, Person
from config.demo.shop import Shop
from config.demo.shops import SHOP_BY_SLUG
from conversations.actions.canned import save_canned
from conversations.models import CannedReply
from tenants.actions import add_member, create_agency, create_brand, grant_access, set_sites
from tenants.models import Agency, Brand, Membership, Role, User
from tenants.queries import memberships_of, sites_of
from tenants.scoping import tenant_scope


def seed(demo: DemoAgency) -> Agency:
    agency = _agency(demo)
    with tenant_scope(agency.pk):
        brands = {slug: _brand(agency, SHOP_BY_SLUG[slug]) for slug in demo.shops}
        members = Membership.objects.select_related("user")
        known = {member.user.email: member for member in members}
        for person in demo.people:
            member = known.get(person.email) or _member(agency, person)
            _let_in(member, person, brands)
        _replies(demo, brands)
    return agency


def _agency(demo: DemoAgency) -> Agency:
    """Nobody sees an agency from outside, so it is found through its owner."""
    owner = User.objects.filter(email=demo.people[0].email).first()
    found = [one.agency for one in memberships_of(owner)] if owner else []
    same = (agency for agency in found if agency.slug == demo.slug)
    return next(same, None) or create_agency(name=demo.name, slug=demo.slug)


def _brand(agency: Agency, shop: Shop) -> Brand:
    brand = Brand.objects.filter(public_key=shop.public_key).first()
    if brand is None:
        brand = create_brand(
            agency,
            by=None,
            name=shop.name,
            slug=shop.slug,
            sites=settings.PUBLIC_ORIGINS,
            public_key=shop.public_key,
            monogram=shop.monogram,
            colour=shop.colour,
            language=shop.language,
            time_zone=shop.time_zone,
            greeting=shop.greeting,
            privacy_url="https://privacy.example/",
            facts=[list(fact) for fact in shop.facts],
            hours=shop.hours,
            takes_files=True,
        )
    elif set(sites_of(brand)) != set(settings.PUBLIC_ORIGINS):
        # The product has moved to another port since.
        set_sites(brand, origins=settings.PUBLIC_ORIGINS)
    return brand


def _member(agency: Agency, person: Person) -> Membership:
    return add_member(
        agency,
        by=None,
        email=person.email,
        name=person.name,
        role=person.role,
        password=PASSWORD,
    )


def _let_in(member: Membership, person: Person, brands: dict[str, Brand]) -> None:
    for slug in person.sees:
        if not member.accesses.filter(brand=brands[slug]).exists():
            grant_access(member, brand=brands[slug])
    if not person.serves:
        return
    agent = add_agent(member, name=person.name)
    served = set(Assignment.objects.filter(agent=agent).values_list("brand_id", flat=True))
    for slug, alias, tier in person.serves:
        if brands[slug].pk not in served:
            assign_brand(agent, brand=brands[slug], alias=alias, photo=person.photo, tier=tier)


@dataclass(frozen=True)
class _Text:
    brand: Brand | None
    shortcut: str
    title: str
    body: str


def _replies(demo: DemoAgency, brands: dict[str, Brand]) -> None:
    office = Membership.objects.select_related("agency").filter(role=Role.OWNER).earliest("pk")
    known = set(CannedReply.objects.filter(owner=None).values_list("brand_id", "shortcut"))
    for text in _texts(demo, brands):
        if (text.brand and text.brand.pk, text.shortcut) not in known:
            save_canned(
                None,
                member=office,
                private=False,
                brand=text.brand.uuid if text.brand else None,
                shortcut=text.shortcut,
                title=text.title,
                body=text.body,
            )


def _texts(demo: DemoAgency, brands: dict[str, Brand]) -> list[_Text]:
    shared = [_Text(None, *reply) for reply in demo.replies]
    of_brands = [
        _Text(brand, reply.shortcut, reply.title, reply.body)
        for slug, brand in brands.items()
        for reply in SHOP_BY_SLUG[slug].replies
    ]
    return shared + of_brands
