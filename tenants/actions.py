"""What the office can do to agencies, brands and people. Every change leaves an audit entry."""

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from tenants.errors import Invalid
from tenants.models import (
    Agency,
    AuditEntry,
    Brand,
    BrandAccess,
    BrandSite,
    Membership,
    PastHours,
    Role,
    User,
)
from tenants.realtime import send_control
from tenants.scoping import tenant_scope


def record(agency_id: int, user: User | None, action: str, about: object, **details) -> None:
    AuditEntry.objects.create(
        agency_id=agency_id, user=user, action=action, about=str(about)[:200], details=details
    )


def create_agency(*, name: str, slug: str, **fields) -> Agency:
    """Open an agency. Its row is inside its own walls, so its number is drawn before it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('tenants_agency', 'id'))")
        (number,) = cursor.fetchone()
    with tenant_scope(number):
        return Agency.objects.create(pk=number, name=name, slug=slug, **fields)


def choose_language(user: User, *, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


@transaction.atomic
def create_brand(
    agency: Agency, *, by: User | None, name: str, slug: str, sites: list[str], **fields
) -> Brand:
    brand = Brand.objects.create(agency=agency, name=name, slug=slug, **fields)
    set_sites(brand, origins=sites)
    record(agency.pk, by, "brand.created", brand)
    return brand


@transaction.atomic
def update_brand(
    brand: Brand, *, by: User | None, sites: list[str] | None = None, **fields
) -> Brand:
    if fields.keys() & {"hours", "time_zone"}:
        _keep_hours(brand)
    for name, value in fields.items():
        setattr(brand, name, value)
    brand.save()
    if sites is not None:
        set_sites(brand, origins=sites)
    changed = sorted([*fields, *(["sites"] if sites is not None else [])])
    record(brand.agency_id, by, "brand.updated", brand, fields=changed)
    return brand


def _keep_hours(brand: Brand) -> None:
    """What was promised until now stays known: chats of that time are judged by it."""
    stored = Brand.objects.get(pk=brand.pk)
    PastHours.objects.create(
        agency_id=brand.agency_id,
        brand=brand,
        hours=stored.hours,
        time_zone=stored.time_zone,
        until=Now(),
    )


def set_sites(brand: Brand, *, origins: list[str]) -> None:
    BrandSite.objects.filter(brand=brand).exclude(origin__in=origins).delete()
    BrandSite.objects.bulk_create(
        [BrandSite(agency_id=brand.agency_id, brand=brand, origin=origin) for origin in origins],
        ignore_conflicts=True,
    )


@transaction.atomic
def add_member(
    agency: Agency, *, by: User | None, email: str, name: str, role: str, password: str | None
) -> Membership:
    """Add a person to the agency; somebody who has an account elsewhere keeps their password."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name)
    membership, is_new = Membership.objects.get_or_create(
        agency=agency, user=user, defaults={"role": role}
    )
    if not is_new:
        raise Invalid(email=_("This person is a member already."))
    record(agency.pk, by, "member.added", user, role=role)
    return membership


@transaction.atomic
def change_member(membership: Membership, *, by: User, role: str, is_active: bool) -> Membership:
    """Change a role, or take somebody out. What they have open closes within seconds."""
    _keep_an_owner(membership, role=role, is_active=is_active)
    membership.role, membership.is_active = role, is_active
    membership.save(update_fields=["role", "is_active"])
    record(membership.agency_id, by, "member.changed", membership, role=role, active=is_active)
    send_control("membership", membership.pk)
    return membership


def _keep_an_owner(membership: Membership, *, role: str, is_active: bool) -> None:
    if role == Role.OWNER and is_active:
        return
    # Locked in one order, so two owners who take each other out do not both succeed.
    owners = Membership.objects.select_for_update().filter(role=Role.OWNER, is_active=True)
    if set(owners.order_by("pk").values_list("pk", flat=True)) <= {membership.pk}:
        raise Invalid(role=_("An agency needs an owner. Make somebody else an owner first."))


def grant_access(membership: Membership, *, brand: Brand) -> BrandAccess:
    access = BrandAccess.objects.get_or_create(
        agency_id=membership.agency_id, membership=membership, brand=brand
    )[0]
    send_control("membership", membership.pk)
    return access


def close_access(membership: Membership, *, brand: Brand) -> None:
    BrandAccess.objects.filter(membership=membership, brand=brand).delete()
    send_control("membership", membership.pk)


@transaction.atomic
def choose_accesses(membership: Membership, *, by: User | None, brands: list[Brand]) -> None:
    """Let a client see these brands and no others."""
    wanted = {brand.pk: brand for brand in brands}
    seen = {access.brand_id: access.brand for access in membership.accesses.select_related("brand")}
    for brand_id in seen.keys() - wanted.keys():
        close_access(membership, brand=seen[brand_id])
    for brand_id in wanted.keys() - seen.keys():
        grant_access(membership, brand=wanted[brand_id])
    if seen.keys() != wanted.keys():
        names = sorted(brand.name for brand in brands)
        record(membership.agency_id, by, "member.brands", membership.user, brands=names)
