"""Capturing a lead beside a chat, and the pages about leads: by keyboard, by eye, and for axe."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, WIDE, Stack, shoot, sign_in_as
from tests.browser.test_accessibility import violations
from tests.browser.test_story import ask

PAGES = {
    "owner@halo.example": [
        "office/leads/?period=all",
        "office/disputes/?status=all",
    ],
    "manager@harbour.example": ["portal/leads/?period=all", "portal/destinations/"],
}


def test_a_lead_is_captured_beside_the_chat(stack: Stack, window, agent):
    eva = agent("eva")
    for text in ("Call me on +44 20 7946 0123, please.", "Do you take dogs?"):
        visitor = window()
        visitor.goto(f"{stack.visitors.url}/demo/harbour-cottages/")
        ask(visitor, text)
    chats = eva.get_by_role("list", name="Chats")
    chats.get_by_text("Call me on").click()
    eva.get_by_role("button", name="Accept").click()
    lead = eva.get_by_role("region", name="Lead", exact=True)

    lead.get_by_role("button", name="Phone: fill in +44 20 7946 0123").click()
    lead.get_by_label("Name").fill("Callum Osei")
    expect(lead.get_by_text("2/3 required")).to_be_visible()
    chats.get_by_text("Do you take dogs?").click()
    eva.get_by_role("button", name="Accept").click()
    expect(lead.get_by_text("0/3 required")).to_be_visible()
    chats.get_by_text("Call me on").click()
    expect(lead.get_by_label("Name")).to_have_value("Callum Osei")
    assert violations(eva) == []

    # What is missing gets the focus; nothing is missing after that.
    eva.keyboard.press("Alt+l")
    expect(lead.get_by_label("What they want")).to_be_focused()
    eva.keyboard.type("A week in the Boathouse")
    eva.keyboard.press("Alt+l")

    expect(lead.get_by_text("Qualified", exact=True)).to_be_visible()
    expect(eva.locator("[role=log]").get_by_text("You captured a lead")).to_be_visible()
    expect(eva.get_by_role("textbox", name="Reply as Harbour Cottages")).to_be_focused()
    shoot(eva, "console-lead")
    eva.emulate_media(color_scheme="dark")
    assert violations(eva) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_the_pages_about_leads_can_be_read_by_everybody(stack: Stack, window, theme, size):
    found: dict[str, list[str]] = {}
    for email, paths in PAGES.items():
        page = window(size, color_scheme=theme)
        sign_in_as(page, stack, email)
        page.wait_for_url("**/office/" if email.startswith("owner") else "**/portal/")
        for address in [f"{stack.agents.url}/{path}" for path in paths]:
            page.goto(address)
            found |= looked_at(page, f"{theme}-{size['width']}")
        page.goto(f"{stack.agents.url}/{paths[0]}")
        page.locator("tbody a[href*='/leads/']").first.click()
        found |= looked_at(page, f"{theme}-{size['width']}")

    assert {path: faults for path, faults in found.items() if faults} == {}


def looked_at(page: Page, name: str) -> dict[str, list[str]]:
    path = page.url.partition("//")[2].partition("/")[2].partition("?")[0]
    kind = "-".join(part for part in path.split("/") if not part[:1].isdigit() and len(part) < 30)
    shoot(page, f"{kind.strip('-')}-{name}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    return {path: violations(page)}
