"""Finding agencies, brands and members; the first three work before a scope is known."""

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.db import connection

from tenants.errors import NotFound
from tenants.hours import Hours, Timetable
from tenants.models import Agency, Brand, BrandSite, Membership, PastHours, User
from tenants.scoping import Scope, reading_as, tenant_scope


def database_time() -> datetime:
    """Now, by the clock that all processes share."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def memberships_of(user: User) -> list[Membership]:
    """The active memberships of a person in all their agencies, oldest first."""
    with reading_as("user_id", user.pk):
        rows = Membership._base_manager.filter(user=user, is_active=True).order_by("created_at")
        return list(rows.select_related("agency"))


def member_of(user: User, agency_id: int | None) -> Membership | None:
    """The membership a person works under: in that agency, or else in their first."""
    if not user.is_authenticated or not user.is_active:
        return None
    memberships = memberships_of(user)
    chosen = [one for one in memberships if one.agency_id == agency_id]
    return next(iter(chosen or memberships), None)


def brand_by_key(public_key: str) -> Brand:
    with reading_as("brand_key", public_key):
        brand = Brand._base_manager.filter(public_key=public_key, is_active=True).first()
    if brand is None:
        raise NotFound
    return brand


def scope_of_member(membership: Membership) -> Scope:
    """What this member may see. Read anew each time: roles and assignments change."""
    if membership.in_office:
        return Scope(membership.agency_id)
    with tenant_scope(membership.agency_id):
        brands = membership.accesses.values_list("brand_id", flat=True)
        return Scope(membership.agency_id, frozenset(brands))


def brand_scope(brand: Brand, visitor_id: int | None = None) -> AbstractContextManager[Scope]:
    """What concerns one brand, and of its visitors one alone if they are named."""
    return tenant_scope(brand.agency_id, brand_ids=[brand.pk], visitor_id=visitor_id)


def sites_of(brand: Brand) -> list[str]:
    with brand_scope(brand):
        return list(BrandSite.objects.filter(brand=brand).values_list("origin", flat=True))


def visible_brand(uuid: UUID | str) -> Brand:
    """The brand if the active scope reaches it."""
    return _get(Brand, uuid=uuid)


def visible_member(uuid: UUID | str) -> Membership:
    return _get(Membership, uuid=uuid)


def visible_brands() -> list[Brand]:
    return list(Brand.objects.filter(is_active=True).order_by("name"))


def visible_sites() -> dict[int, list[str]]:
    """The origins of the sites of each brand in reach."""
    sites: dict[int, list[str]] = {}
    for brand_id, origin in BrandSite.objects.values_list("brand_id", "origin"):
        sites.setdefault(brand_id, []).append(origin)
    return sites


def hours_of(brand: Brand) -> Hours:
    return Hours.parse(brand.hours, brand.time_zone)


def timetable_of(brand: Brand) -> Timetable:
    """The brand's hours now and at every time before."""
    ended = PastHours.objects.filter(brand=brand).order_by("until", "pk")
    past = [(row.until, Hours.parse(row.hours, row.time_zone)) for row in ended]
    return Timetable(hours_of(brand), tuple(past))


def current_agency() -> Agency:
    return Agency.objects.get()


def _get(model, **lookup):
    row = model.objects.filter(**lookup).first()
    if row is None:
        raise NotFound
    return row
