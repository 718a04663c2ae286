import pytest
from django.db import OperationalError

from tenants.models import Agency, Brand
from tenants.scoping import every_tenant
from tenants.sweeps import for_each_agency, in_each_agency
from tests.factories import Office, open_office


@pytest.fixture
def offices(committed_db) -> list[Office]:
    return [open_office(name) for name in ("Halo", "Twin", "Third")]


def brands_of(offices: list[Office]):
    return lambda: Brand.objects.filter(agency__in=[office.agency for office in offices])


def test_each_agency_is_served_once_and_in_its_own_scope(offices):
    served = []

    in_each_agency(brands_of(offices[:2]), lambda: served.append(Agency.objects.get()))

    assert served == [office.agency for office in offices[:2]]


def test_what_fails_is_told_and_keeps_no_other(offices, caplog):
    served = []

    def act() -> None:
        agency = Agency.objects.get()
        Agency.objects.update(name="Touched")
        if agency == offices[0].agency:
            raise ValueError("broken")
        served.append(agency)

    in_each_agency(brands_of(offices), act)

    assert served == [office.agency for office in offices[1:]]
    assert f"agency {offices[0].agency.pk}" in caplog.text
    assert "ValueError: broken" in caplog.text
    with every_tenant():
        names = Agency.objects.filter(pk__in=[office.agency.pk for office in offices])
        assert list(names.order_by("pk").values_list("name", flat=True)) == [
            "Halo",
            "Touched",
            "Touched",
        ]


def test_without_the_database_nothing_is_tried_further(offices):
    tried = []

    def act(agency_id: int) -> None:
        tried.append(agency_id)
        raise OperationalError("server closed the connection")

    with pytest.raises(OperationalError):
        for_each_agency(lambda: [office.agency.pk for office in offices], act)

    assert tried == [offices[0].agency.pk]
