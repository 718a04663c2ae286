"""No page is wider than a phone, however long the words of its language are."""

import pytest

from tests.browser.conftest import PHONE, Stack, sign_in_as

OFFICE = ["office/", "office/kpis/", "office/leads/", "office/months/", "office/brands/new/"]
TABS = ["", "team/", "leads/", "destinations/", "billing/"]


@pytest.mark.parametrize("language", ["en", "sk", "sl", "cs"])
def test_the_office_fits_a_phone(stack: Stack, window, language):
    page = window(PHONE)
    sign_in_as(page, stack, "owner@halo.example")
    page.wait_for_url("**/office/")
    cookie = {"name": "django_language", "value": language, "url": stack.agents.url}
    page.context.add_cookies([cookie])
    page.goto(f"{stack.agents.url}/office/brands/")
    brand = page.locator("main table a").first.get_attribute("href")

    widths = {}
    for path in [*OFFICE, *(f"{brand}{tab}".lstrip("/") for tab in TABS)]:
        page.goto(f"{stack.agents.url}/{path}")
        assert page.locator("html").get_attribute("lang") == language
        widths[path] = page.evaluate("document.documentElement.scrollWidth")

    assert {path: width for path, width in widths.items() if width > PHONE["width"]} == {}
