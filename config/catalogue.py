"""The message catalogue: every text that people read, from the sources into locale/.

The sources hold English. Babel does here what GNU gettext would do, which bare machines lack.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from conversations.texts import SOURCES, english

LANGUAGES = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": spec for name, spec in DEFAULT_KEYWORDS.items()}
TEMPLATES = (".html", ".txt")
# Sorted, without line numbers and dates: a change shows in the lines it concerns.
FORM = {
    "omit_header": True,
    "sort_output": True,
    "ignore_obsolete": True,
    "include_lineno": False,
}
# Babel's own header would change with every day and every release of Babel.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extracted() -> Catalog:
    """Every text of the sources, with the files it stands in."""
    catalog = Catalog()
    for path, code in _code():
        for _, msgid, _, context in extract("python", BytesIO(code.encode()), KEYWORDS):
            catalog.add(msgid, locations=[_location(path)], context=context)
    for path in sorted(SOURCES.glob("*/texts.en.json")):
        for key, text in english(path.parent.name).items():
            catalog.add(text, locations=[_location(path)], auto_comments=[key])
    return catalog


def updated(language: str, sources: Catalog) -> Catalog:
    """The translations that there are, for the texts that there are now."""
    catalog = stored(language)
    catalog.update(sources, no_fuzzy_matching=True)
    return catalog


def stored(language: str) -> Catalog:
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def po_file(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def po_text(catalog: Catalog) -> str:
    file = BytesIO()
    write_po(file, catalog, **FORM)
    language, plural_forms = catalog.locale_identifier, catalog.plural_forms
    header = HEADER.format(language=language, plural_forms=plural_forms)
    return (header + file.getvalue().decode()).rstrip() + "\n"


def untranslated(catalog: Catalog) -> list[Message]:
    return [message for message in entries(catalog) if message.fuzzy or not all(words(message))]


def entries(catalog: Catalog) -> Iterator[Message]:
    """Its messages without the header, which Babel counts as one."""
    return (message for message in catalog if message.id)


def words(message: Message) -> list[str]:
    """Its translation: one text, or one for each plural form."""
    if isinstance(message.string, list | tuple):
        return list(message.string)
    return [message.string or ""]


def templates() -> Iterator[Path]:
    for folder in _apps():
        for path in sorted((folder / "templates").rglob("*")):
            if path.suffix in TEMPLATES:
                yield path


def _code() -> Iterator[tuple[Path, str]]:
    """Python, and templates turned into something like it."""
    for folder in _apps():
        for path in sorted(folder.rglob("*.py")):
            yield path, path.read_text()
    for path in templates():
        # In brackets, where the indentation of HTML does not matter.
        yield path, f"({templatize(path.read_text())}\n)"


def _apps() -> list[Path]:
    folders = (Path(app.path) for app in apps.get_app_configs())
    return sorted(folder for folder in folders if folder.parent == settings.BASE_DIR)


def _location(path: Path) -> tuple[str, int]:
    return path.relative_to(settings.BASE_DIR).as_posix(), 0
