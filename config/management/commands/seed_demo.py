import json
from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.demo.history.load import load_history
from config.demo.people import AGENCIES, HALO_DESK, PASSWORD
from config.demo.seed import seed
from config.demo.shops import SHOPS


class Command(BaseCommand):
    help = "Fill the database with made-up agencies. Running it again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        text = "also eight weeks of chats, leads and invoices"
        parser.add_argument("--history", action="store_true", help=text)

    def handle(self, *args: object, history: bool, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("Demo data is for a demo only: set DEMO=True to load it.")
        agencies = {demo.slug: seed(demo) for demo in AGENCIES}
        if history:
            load_history(agencies[HALO_DESK.slug])
        path = settings.DATA_DIR / "demo.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(_summary(), indent=2, ensure_ascii=False) + "\n")
        self.stdout.write(f"Demo data is there. Log-ins: {path}")


def _summary() -> dict[str, object]:
    people = [person for agency in AGENCIES for person in agency.people]
    return {
        "base_url": settings.PUBLIC_ORIGINS[0],
        "users": [
            {"email": person.email, "password": PASSWORD, "role": str(person.role)}
            for person in people
        ],
        "brands": [
            {"slug": shop.slug, "name": shop.name, "public_key": shop.public_key} for shop in SHOPS
        ],
    }
