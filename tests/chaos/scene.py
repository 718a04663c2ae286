"""``python -m tests.chaos.scene``: tables, an agency and its people; their names as JSON."""

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from tenants.models import Role  # noqa: E402
from tenants.scoping import tenant_scope  # noqa: E402
from tests.factories import (  # noqa: E402
    make_agency,
    make_agent,
    make_brand,
    make_member,
    set_password,
)


def main() -> None:
    call_command("migrate", database="owner", verbosity=0)
    with transaction.atomic():
        agency = make_agency("Halo")
        with tenant_scope(agency.pk):
            brand = make_brand(agency, "Halo One")
            member = make_member(agency, Role.AGENT)
            make_agent(member, brand, capacity=12)
            set_password(member)
    scene = {"agency": agency.slug, "key": brand.public_key, "email": member.user.email}
    print(json.dumps(scene), flush=True)


if __name__ == "__main__":
    main()
