from dataclasses import dataclass, field
from functools import cached_property

from tenants.hours import DAYS, Week


@dataclass(frozen=True)
class Product:
    slug: str
    name: str
    price: str
    line: str
    about: str
    facts: tuple[tuple[str, str], ...] = ()
    kind: str = ""


@dataclass(frozen=True)
class Page:
    """A page of text: parts of a heading and what is under it."""

    slug: str
    title: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Reply:
    """A canned reply of the brand."""

    shortcut: str
    title: str
    body: str


@dataclass(frozen=True)
class Shop:
    """A client company: what its brand is, and what its site shows."""

    slug: str
    public_key: str
    name: str
    monogram: str
    colour: str
    language: str
    time_zone: str
    greeting: str
    facts: tuple[tuple[str, str], ...]
    replies: tuple[Reply, ...]
    products: tuple[Product, ...]
    pages: tuple[Page, ...]
    # The page with all products; without one, the home page shows them.
    catalogue: str = ""
    # When an answer is promised, in the zone of the brand; without any, always.
    hours: Week = field(default_factory=dict)

    @cached_property
    def product_by_slug(self) -> dict[str, Product]:
        return {product.slug: product for product in self.products}

    @cached_property
    def page_by_slug(self) -> dict[str, Page]:
        return {page.slug: page for page in self.pages}


def open_from(weekdays: str, saturday: str, sunday: str) -> Week:
    """A week of hours such as "09:00 18:00"; an empty text is a day without."""
    days = [*[weekdays] * 5, saturday, sunday]
    return {day: [hours.split()] for day, hours in zip(DAYS, days, strict=True) if hours}
