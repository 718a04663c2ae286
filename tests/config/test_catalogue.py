"""Every text is in the catalogue, and every catalogue is complete.

`make manage do=messages` brings the catalogues up to date: docs/translating.md.
"""

import re
import shutil
from gettext import GNUTranslations
from html.parser import HTMLParser
from io import StringIO

import pytest
from babel.messages import Catalog, Message
from django.conf import settings
from django.core.management import CommandError, call_command
from django.template.base import Lexer, Token, TokenType

from config import catalogue
from config.embedded import build
from config.management.commands import messages

# {name} of the front end, {{ name }} in help on canned replies, %(name)s and %% of Python.
PLACEHOLDER = re.compile(r"\{+\w+\}+|%\(\w+\)[sd]|%[sd%]")
LETTER = re.compile(r"[^\W\d_]")
READ_ALOUD = {"alt", "aria-label", "placeholder", "title"}
SAME_IN_EVERY_LANGUAGE = {
    "Switchboard",
    "· Switchboard",
    "single",  # The name of a layout.
    "CSV",
    "PDF",
    "XLSX",
    "XML",
    '<script async src="/widget.js" data-brand=""></script>',
}
# Sites of made-up clients: each is in the language of its brand.
DEMO_SHOPS = settings.BASE_DIR / "config" / "templates" / "demo"
# The plural forms of Slovak and Czech, and of Slovenian, are those of these numbers.
NUMBERS = {3: (1, 2, 5), 4: (1, 2, 3, 5)}

# Letters that the language has not got: a text with one of them is of its neighbour.
FOREIGN = {"sk": set("ěřů"), "cs": set("ľĺŕôä"), "sl": set("áéíóúýěřůďťňľĺŕôä")}

languages = pytest.mark.parametrize("language", catalogue.LANGUAGES)


@pytest.fixture(scope="module")
def sources() -> Catalog:
    return catalogue.extracted()


@languages
def test_the_catalogue_holds_the_texts_of_the_sources(language, sources):
    wanted = catalogue.po_text(catalogue.updated(language, sources))
    assert catalogue.po_file(language).read_text() == wanted, "Run make manage do=messages."


@languages
def test_every_text_is_translated(language):
    missing = catalogue.untranslated(catalogue.stored(language))
    assert [message.id for message in missing] == []


@languages
def test_no_translation_is_in_the_language_of_a_neighbour(language):
    said = [word for one in catalogue.stored(language) for word in catalogue.words(one) if one.id]
    assert [text for text in said if FOREIGN[language] & set(text.lower())] == []


@languages
def test_translations_keep_the_placeholders(language):
    entries = catalogue.entries(catalogue.stored(language))
    assert [entry.id for entry in entries if not keeps_placeholders(entry)] == []


def keeps_placeholders(message: Message) -> bool:
    english = message.id if isinstance(message.id, str) else message.id[1]
    return all(placeholders(text) == placeholders(english) for text in catalogue.words(message))


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


@languages
def test_compiled_catalogues_say_the_same(language, tmp_path, monkeypatch):
    copy = tmp_path / language / "LC_MESSAGES" / "django.po"
    copy.parent.mkdir(parents=True)
    shutil.copy(catalogue.po_file(language), copy)
    monkeypatch.setattr(build, "LOCALE", tmp_path)
    build.compile_catalogues(tmp_path)
    with copy.with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)
    for message in catalogue.entries(catalogue.stored(language)):
        assert said(compiled, message) == catalogue.words(message)


def said(compiled: GNUTranslations, message: Message) -> list[str]:
    if isinstance(message.id, str):
        if message.context:
            return [compiled.pgettext(message.context, message.id)]
        return [compiled.gettext(message.id)]
    numbers = NUMBERS[len(catalogue.words(message))]
    return [compiled.ngettext(message.id[0], message.id[1], number) for number in numbers]


def test_the_command_makes_catalogues_and_the_check_refuses_their_gaps(tmp_path, monkeypatch):
    for module in (catalogue, messages):
        monkeypatch.setattr(module, "po_file", lambda language: tmp_path / f"{language}.po")
    with pytest.raises(CommandError, match="Out of date"):
        call_command("messages", "--check", stdout=StringIO())
    assert list(tmp_path.iterdir()) == []

    call_command("messages", stdout=StringIO())
    assert {path.stem for path in tmp_path.iterdir()} == set(catalogue.LANGUAGES)
    with pytest.raises(CommandError, match="Out of date: none"):
        call_command("messages", "--check", stdout=StringIO())


def test_templates_hold_no_words_that_nobody_can_translate():
    found = {
        (path.name, text)
        for path in catalogue.templates()
        if path.parent.parent != DEMO_SHOPS
        for text in bare_words(path.read_text())
        if text not in SAME_IN_EVERY_LANGUAGE
    }
    assert found == set()


def test_bare_words_are_found_in_text_and_in_names_for_screen_readers():
    template = """<p class="x" aria-label="One {{ two }}">Three {% translate "four" %}</p>
    <img alt="{% translate 'five' %}">{% blocktranslate %}six{% endblocktranslate %}"""
    assert bare_words(template) == {"One", "Three"}


def bare_words(template: str) -> set[str]:
    parser = Words()
    parser.feed("".join(bare_text(Lexer(template).tokenize())))
    parser.close()
    return parser.found


def bare_text(tokens: list[Token]) -> list[str]:
    """What stands outside tags and outside {% blocktranslate %}."""
    kept, is_outside = [], True
    for token in tokens:
        if token.token_type == TokenType.BLOCK:
            name = token.split_contents()[0]
            is_outside = name == "endblocktranslate" or (is_outside and name != "blocktranslate")
        elif token.token_type == TokenType.TEXT and is_outside:
            kept.append(token.contents)
    return kept


class Words(HTMLParser):
    """Text that people see, and attributes that are read to them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_data(self, data: str) -> None:
        if LETTER.search(data):
            self.found.add(data.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in READ_ALOUD:
                self.handle_data(value or "")
