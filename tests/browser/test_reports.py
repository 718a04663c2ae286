"""The wallboard in a real browser: it moves under people's hands, and says when it stands still."""

import pytest

from tests.browser.conftest import PHONE, WIDE, Stack, shoot, sign_in_as
from tests.browser.test_accessibility import violations

PAGES = {
    "owner@halo.example": ["office/", "office/kpis/"],
    "manager@studionova.example": ["portal/report/"],
}


def test_the_wallboard_is_drawn_again_under_the_focus(stack: Stack, window):
    page = window()
    sign_in_as(page, stack, "owner@halo.example")
    page.goto(f"{stack.agents.url}/office/")
    page.evaluate(
        """() => {
            const row = document.querySelector("#now tr[data-brand]")
            row.cells[2].textContent = "old"
            document.querySelector("#by-brand").parentElement.focus()
            document.querySelector("#now").insertAdjacentHTML("beforeend", "<i id=extra></i>")
        }"""
    )

    page.locator("#extra").wait_for(state="detached")

    assert "old" not in page.locator("#now").inner_text()
    focused = page.evaluate("document.activeElement.getAttribute('aria-labelledby')")
    assert focused == "by-brand"


def test_the_wallboard_says_when_its_numbers_are_old(stack: Stack, window):
    page = window()
    sign_in_as(page, stack, "owner@halo.example")
    page.goto(f"{stack.agents.url}/office/")
    state = page.locator("[data-live-state]")
    assert state.inner_text() == "Up to date"

    page.route("**/office/now/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    state.get_by_text("No connection").wait_for()
    assert page.get_by_role("heading", name="Agents").is_visible()

    page.unroute("**/office/now/")
    state.get_by_text("Up to date").wait_for()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_reports_can_be_read_by_everybody(stack: Stack, window, theme, size):
    found: dict[str, list[str]] = {}
    for email, paths in PAGES.items():
        page = window(size, color_scheme=theme)
        sign_in_as(page, stack, email)
        for path in paths:
            page.goto(f"{stack.agents.url}/{path}")
            found[path] = violations(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], path
            shoot(page, f"{path.strip('/').replace('/', '-')}-{theme}-{size['width']}")

    assert {path: faults for path, faults in found.items() if faults} == {}
