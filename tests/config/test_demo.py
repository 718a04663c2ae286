"""The demo: agencies that are there once, and shops with the chat on every page."""

import json
import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from agents.models import Assignment
from config.demo.people import AGENCIES
from config.demo.shops import SHOPS
from tenants.models import AuditEntry, Brand, User
from tenants.queries import brand_by_key, memberships_of, sites_of
from tenants.scoping import tenant_scope

PAGES = [f"/demo/{shop.slug}/" for shop in SHOPS]
PAGES += [f"/demo/{shop.slug}/{one.slug}/" for shop in SHOPS for one in shop.products + shop.pages]
PAGES += [f"/demo/{shop.slug}/{shop.catalogue}/" for shop in SHOPS if shop.catalogue]


@pytest.fixture
def demo_dir(tmp_path, settings):
    settings.DEMO = True
    settings.DATA_DIR = tmp_path
    return tmp_path


def rows() -> list[int]:
    counts = [User.objects.count()]
    for demo in AGENCIES:
        owner = User.objects.get(email=demo.people[0].email)
        with tenant_scope(memberships_of(owner)[0].agency_id):
            models = (Brand, Assignment, AuditEntry)
            counts += [model.objects.count() for model in models]
    return counts


def test_a_second_seeding_changes_nothing(db, demo_dir, capsys):
    call_command("seed_demo")
    before = rows()

    call_command("seed_demo")

    assert rows() == before


def test_the_demo_moves_along_to_another_port(db, demo_dir, settings, capsys):
    call_command("seed_demo")

    settings.PUBLIC_ORIGINS = ["http://127.0.0.1:9999"]
    call_command("seed_demo")

    assert sites_of(brand_by_key(SHOPS[0].public_key)) == ["http://127.0.0.1:9999"]
    summary = json.loads((demo_dir / "demo.json").read_text())
    assert summary["base_url"] == "http://127.0.0.1:9999"


def test_everybody_in_the_summary_can_sign_in(db, demo_dir, capsys):
    call_command("seed_demo")

    users = json.loads((demo_dir / "demo.json").read_text())["users"]

    assert len(users) == sum(len(agency.people) for agency in AGENCIES)
    for user in (users[0], users[-1]):
        assert Client().login(email=user["email"], password=user["password"])


def test_without_demo_nothing_is_seeded(db, settings):
    settings.DEMO = False

    with pytest.raises(CommandError, match="DEMO=True"):
        call_command("seed_demo")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_a_shop_has_its_chat_and_leads_somewhere(client: Client, db, page: str):
    answer = client.get(page)

    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'data-brand="{next(s for s in SHOPS if s.slug in page).public_key}"' in html
    assert "style=" not in html
    links = set(re.findall(r'href="(/demo/[^"#]*)"', html))
    assert links - set(PAGES) == set()


def test_an_unknown_shop_or_page_is_not_there(client: Client, db):
    for page in ("/demo/nothing/", "/demo/studio-nova/nothing/"):
        assert client.get(page).status_code == 404
