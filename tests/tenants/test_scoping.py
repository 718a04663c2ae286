import pytest
from django.db import connection

from agents.models import Agent
from tenants.models import Brand, BrandSite, Membership
from tenants.scoping import NoActiveScope, WrongTenant, tenant_scope
from tests.factories import make_brand


@pytest.mark.parametrize(
    "ask",
    [
        lambda: list(Brand.objects.all()),
        lambda: Brand.objects.count(),
        lambda: Brand.objects.exists(),
        lambda: Brand.objects.first(),
        lambda: Brand.objects.filter(pk=1).update(name="x"),
        lambda: Brand.objects.filter(pk=1).delete(),
        lambda: Brand.objects.create(name="x"),
        lambda: Brand.objects.bulk_create([Brand(name="x")]),
        lambda: Brand.objects.get_or_create(name="x"),
        lambda: Brand.objects.aggregate(),
        lambda: Brand.objects.values_list("pk"),
        lambda: Brand(name="x", agency_id=1).save(),
    ],
)
def test_outside_a_scope_there_is_no_query(db, ask):
    with pytest.raises(NoActiveScope):
        ask()


async def test_outside_a_scope_there_is_no_async_query():
    with pytest.raises(NoActiveScope):
        async for _ in Brand.objects.all():
            pass
    with pytest.raises(NoActiveScope):
        await Brand.objects.aexists()


def test_a_scope_shows_its_agency_alone(office, other_office):
    with office.scope():
        assert set(Brand.objects.all()) == set(office.brands)
        assert Membership.objects.filter(agency=other_office.agency).count() == 0


def test_a_scope_of_brands_shows_these_brands_alone(office):
    with office.scope(brand_ids=[office.brand.pk]):
        assert list(Brand.objects.all()) == [office.brand]
        assert {site.brand_id for site in BrandSite.objects.all()} == {office.brand.pk}


def test_a_scope_of_no_brands_shows_none(office):
    with office.scope(brand_ids=[]):
        assert list(Brand.objects.all()) == []
        assert list(BrandSite.objects.all()) == []


def test_a_row_of_another_agency_cannot_be_saved(office, other_office):
    with office.scope(), pytest.raises(WrongTenant):
        other_office.brand.save()


def test_a_nested_scope_gives_back_the_outer_one(office, other_office):
    with office.scope():
        with other_office.scope():
            assert set(Brand.objects.all()) == set(other_office.brands)
        assert set(Brand.objects.all()) == set(office.brands)
        assert _agency_in_postgres() == str(office.agency.pk)


def test_a_failed_nested_scope_gives_back_the_outer_one(office, other_office):
    with office.scope():
        with pytest.raises(ZeroDivisionError), other_office.scope():
            raise ZeroDivisionError
        assert _agency_in_postgres() == str(office.agency.pk)
        assert set(Brand.objects.all()) == set(office.brands)


def test_nothing_stays_behind_when_the_scope_ends(office):
    with office.scope():
        pass

    assert _agency_in_postgres() == ""


def test_without_the_orm_filter_postgres_shows_no_foreign_row(office, other_office):
    """The net below the managers: raw and base-manager queries."""
    with office.scope(), connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT agency_id FROM tenants_brand")
        assert cursor.fetchall() == [(office.agency.pk,)]
        assert set(Brand._base_manager.all()) == set(office.brands)
        assert set(Agent._base_manager.all()) == set(office.agents)


def test_without_a_scope_postgres_shows_nothing(office):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM tenants_brand")
        assert cursor.fetchone() == (0,)


def test_brands_get_colours_with_enough_contrast(office):
    with office.scope():
        brand = make_brand(office.agency, "Lime", colour="#A3E635")

    assert brand.colours["ink"] == "#171A21"
    with tenant_scope(office.agency.pk):
        assert Brand.objects.get(pk=brand.pk).colours == brand.colours


def _agency_in_postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('app.agency_id', true)")
        return cursor.fetchone()[0] or ""
