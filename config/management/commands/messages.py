from argparse import ArgumentParser

from babel.messages import Catalog
from django.core.management.base import BaseCommand, CommandError

from config.catalogue import LANGUAGES, extracted, po_file, po_text, untranslated, updated


class Command(BaseCommand):
    help = "Bring the message catalogues in locale/ up to date with the texts of the sources."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check",
            action="store_true",
            help="Change nothing, and fail when a catalogue is out of date or not complete.",
        )

    def handle(self, *args: object, check: bool, **options: object) -> None:
        sources = extracted()
        catalogues = {language: updated(language, sources) for language in LANGUAGES}
        stale = [language for language in LANGUAGES if _is_stale(language, catalogues[language])]
        gaps = [
            f"{language}: {message.id!r} is not translated"
            for language, catalogue in catalogues.items()
            for message in untranslated(catalogue)
        ]
        self.stdout.write("\n".join(gaps))
        if check and (stale or gaps):
            raise CommandError(f"Out of date: {stale or 'none'}. Not translated: {len(gaps)}.")
        for language in stale:
            _store(language, catalogues[language])


def _is_stale(language: str, catalogue: Catalog) -> bool:
    path = po_file(language)
    return not path.exists() or path.read_text() != po_text(catalogue)


def _store(language: str, catalogue: Catalog) -> None:
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(po_text(catalogue))
